import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogView, TraceSummary } from '../../../console/contract.ts'
import { keyAttributes, keyed, messageOf } from '../../../console/pages/logs/keyed.ts'
import { logsUrl } from '../../../console/pages/logs/query.ts'
import { rowsInSight, scrolledTo } from '../../../console/pages/parts/rows-in-sight.ts'
import { isSevere, severityOf } from '../../../console/pages/parts/severity.ts'
import { asText, oneLine, visible } from '../../../console/pages/parts/text.ts'
import { isFiltered, tracesUrl } from '../../../console/pages/traces/query.ts'
import { nearest, scatter } from '../../../console/pages/traces/scatter.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 30)
const asked = (query: string) => new URLSearchParams(query)

describe('the address of the list of traces', () => {
  it('is asked of the API as it stands', () => {
    assert.equal(
      tracesUrl(asked('service=orders&status=5xx&attr=a%3D1&attr=b&probes=show&span=x'), NOW),
      '/api/traces?service=orders&status=5xx&probes=show&attr=a%3D1&attr=b&limit=1000',
    )
  })

  it('asks for the last minutes by when they began, the same for a whole minute', () => {
    const url = tracesUrl(asked('last=15'), NOW)
    assert.equal(url, `/api/traces?since=${Date.UTC(2026, 0, 1, 11, 45)}&limit=1000`)
    assert.equal(tracesUrl(asked('last=15'), NOW + 29_000), url)
    assert.equal(tracesUrl(asked('last=ever'), NOW), '/api/traces?limit=1000')
  })

  it('knows a filter from the switch that shows more', () => {
    assert.equal(isFiltered(asked('probes=show')), false)
    assert.equal(isFiltered(asked('attr=a')), true)
  })
})

describe('the address of the logs', () => {
  it('is asked of the API as it stands', () => {
    assert.equal(logsUrl(asked('q=a+b&severity=warn&x=1'), NOW), '/api/logs?severity=warn&q=a+b&limit=1000')
  })
})

describe('rows in sight', () => {
  it('are those in the window and a few around it', () => {
    const { first, end } = rowsInSight(10_000, 500, 20)
    assert.ok(first <= 494 && first > 480, String(first))
    assert.ok(end >= 531 && end < 545, String(end))
    assert.equal(rowsInSight(-50, 500, 20).first, 0)
  })

  it('stay the same while little is scrolled', () => {
    assert.deepEqual(rowsInSight(10_000, 500, 20), rowsInSight(10_019, 500, 20))
  })

  it('are scrolled to no further than needed', () => {
    const view = { scrollTop: 1_000, clientHeight: 500 }
    assert.equal(scrolledTo(60, view, 20, 28), 1_000)
    assert.equal(scrolledTo(49, view, 20, 28), 980)
    assert.equal(scrolledTo(73, view, 20, 28), 1_008)
  })

  it('are scrolled to the middle where they were far away', () => {
    assert.equal(scrolledTo(200, { scrollTop: 0, clientHeight: 528 }, 20, 28), 4_000 - 250)
    assert.equal(scrolledTo(1, { scrollTop: 4_000, clientHeight: 528 }, 20, 28), 0)
  })
})

describe('a picture of durations', () => {
  const trace = (traceId: string, startNs: string, durationNs: number, errors = 0) =>
    ({ traceId, startNs, durationNs, errors }) as TraceSummary
  const { dots, from, to } = scatter([
    trace('a', '0', 1e6),
    trace('b', '5000000', 1e7, 1),
    trace('c', '10000000', 1e8),
  ])

  it('places traces by start and, logarithmically, by duration', () => {
    assert.deepEqual([from, to], [0, 10])
    assert.deepEqual(
      dots.map(({ x, y, failed }) => [x, Math.round(y * 10) / 10, failed]),
      [
        [0, 0, false],
        [0.5, 0.5, true],
        [1, 1, false],
      ],
    )
  })

  it('finds the nearest trace, and none too far away', () => {
    const size = { width: 100, height: 100 }
    assert.equal(nearest(dots, { x: 55, y: 45 }, size)?.traceId, 'b')
    assert.equal(nearest(dots, { x: 80, y: 80 }, size), undefined)
  })

  it('has the only trace in its middle', () => {
    assert.deepEqual(scatter([trace('a', '7', 0)]).dots, [{ traceId: 'a', x: 0.5, y: 0.5, failed: false }])
  })
})

describe('text that came with telemetry', () => {
  it('shows what cannot be seen, and what would reorder other text', () => {
    assert.equal(visible('a\u0000b\u001b[31m\u007f\u0085'), 'a␀b␛[31m␡⟨U+0085⟩')
    assert.equal(visible('\u202Egpj.exe'), '⟨U+202E⟩gpj.exe')
    assert.equal(visible('two\nlines\tand a tab'), 'two\nlines\tand a tab')
  })

  it('stays as it is otherwise, marks of markup too', () => {
    assert.equal(oneLine(' <img src=x>\n مرحبا '), '<img src=x> مرحبا')
    assert.equal(asText({ a: [1] }), '{\n "a": [\n  1\n ]\n}')
  })
})

describe('a log record', () => {
  const log: LogView = {
    timeNs: '1',
    severity: 'INFO',
    service: 'orders',
    body: 'same',
    attributes: {},
    traceId: null,
    spanId: null,
    traced: false,
  }

  it('has a key of its own beside others that say the same, and keeps it when newer ones come', () => {
    const [first, second] = keyed([log, log])
    assert.notEqual(first?.key, second?.key)
    assert.equal(keyed([{ ...log, timeNs: '2' }, log])[1]?.key, first?.key)
  })

  it('says its message, also from within an object', () => {
    assert.equal(messageOf({ msg: 'hello\nthere', level: 30 }), 'hello there')
    assert.equal(messageOf(null), 'null')
    assert.ok(messageOf('x'.repeat(1_000_000)).length < 1_000)
  })

  it('say the code and the cause of a failure first, however long the statement before it is', () => {
    const err = { type: 'error', message: `select ${'a, '.repeat(99)} - canceling statement`, stack: 'at x' }
    const shown = keyAttributes({ ...log, attributes: { method: 'GET', err, code: 'DATABASE_TIMEOUT' } })
    assert.deepEqual(shown[0], ['code', 'DATABASE_TIMEOUT'])
    assert.match(shown[1]?.[1] ?? '', /^error: select a, .* … .* - canceling statement$/)
  })

  it('shows a few attributes, shortened', () => {
    const attributes = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v'.repeat(500)]))
    const shown = keyAttributes({ ...log, attributes })
    assert.equal(shown.length, 6)
    assert.ok(shown.every(([, value]) => value.length <= 60))
  })

  it('shows first what is looked for first, and not what all records have alike', () => {
    const attributes = { service: 'orders', version: '1', order_id: 'a', status: 500, method: 'GET' }
    assert.deepEqual(
      keyAttributes({ ...log, attributes }).map(([key]) => key),
      ['method', 'status', 'order_id'],
    )
  })

  it('has a severity by whatever its library calls it', () => {
    assert.deepEqual(['WARNING', 'err', 'Info2', 'CRITICAL', 'odd'].map(severityOf), [
      'warn',
      'error',
      'info',
      'fatal',
      undefined,
    ])
    assert.deepEqual(['ERROR', 'fatal', 'warn'].map(isSevere), [true, true, false])
  })
})
