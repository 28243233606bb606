import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { COLOURED, duration, styleFor } from '../../console/terminal/style.ts'
import { waterfall } from '../../console/terminal/waterfall.ts'
import { span, spanId, TRACE_ID } from './spans.ts'

const child = (number: number, parent: number, from: number, to: number, more = {}) =>
  span(number, from, to, { parentSpanId: spanId(parent), ...more })

describe('the waterfall', () => {
  it('nests spans under their parents, in order of start, on one time line', () => {
    const drawn = waterfall(
      [
        child(3, 1, 30, 36, { name: 'pg.query SELECT' }),
        span(1, 0, 40, { name: 'GET /orders/:id', kind: 'server' }),
        child(2, 1, 2, 4, { name: 'pg-pool.connect', status: 'error', statusMessage: 'too many clients' }),
      ],
      { width: 80 },
    )
    assert.equal(
      drawn,
      [
        `trace ${TRACE_ID}  3 spans  40.0ms`,
        'GET /orders/:id        40.0ms  █████████████████████████████████████████████████',
        '  ✗ pg-pool.connect    2.00ms    ██',
        '  ✗ too many clients',
        '  pg.query SELECT      6.00ms                                      ████████',
        '',
      ].join('\n'),
    )
  })

  it('draws orphans and cycles rather than losing them', () => {
    const drawn = waterfall([child(1, 99, 0, 1), child(2, 3, 0, 1), child(3, 2, 0, 1), child(4, 4, 0, 1)])
    for (const number of [1, 2, 3, 4]) assert.match(drawn, new RegExp(`span ${number}`))
  })

  it('takes an end before its start as no time', () => {
    assert.match(waterfall([span(1, 0, 10), child(2, 1, 5, -20)]), /span 2\s+0\.00µs/)
  })

  it('lets no control characters of a span name reach the terminal', () => {
    const drawn = waterfall([span(1, 0, 1, { name: '\x1b[2J\u202Eevil\nname' })])
    assert.equal(/\p{Cf}|(?!\n)\p{Cc}/u.test(drawn), false)
    assert.equal(drawn.split('\n').length, 3)
  })

  it('draws a chain of 20,000 spans, up to what it is asked to show', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => child(index + 1, index, index, 20_000))
    const drawn = waterfall(chain, { maxSpans: 5 })
    assert.match(drawn, /… 19995 more/)
    assert.equal(drawn.split('\n').length, 8)
  })

  it('keeps each line within the width', () => {
    const drawn = waterfall([span(1, 0, 1, { name: 'long '.repeat(50) })], { width: 60 })
    for (const line of drawn.split('\n')) assert.ok([...line].length <= 60, line)
  })

  it('says when there is nothing', () => {
    assert.equal(waterfall([]), 'no spans\n')
  })
})

describe('colours', () => {
  it('come on a terminal only, and not against NO_COLOR', () => {
    assert.equal(styleFor({ isTTY: true }, {}), COLOURED)
    assert.notEqual(styleFor({ isTTY: true }, { NO_COLOR: '1' }), COLOURED)
    assert.notEqual(styleFor({}, {}), COLOURED)
  })
})

describe('durations', () => {
  it('have three figures and a unit', () => {
    const shown = [0n, 412_000n, 8_214_000n, 53_100_000n, 1_530_000_000n].map(duration)
    assert.deepEqual(shown, ['0.00µs', '412µs', '8.21ms', '53.1ms', '1.53s'])
  })
})
