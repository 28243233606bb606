import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { around, barOf, outside, ticks } from '../../../console/pages/trace/geometry.ts'
import { markPaths, stretchPath } from '../../../console/pages/trace/marks.ts'
import { beyondName, logsBySpan, modelOf } from '../../../console/pages/trace/model.ts'
import { matching } from '../../../console/pages/trace/search.ts'
import { idOf, outline } from './support/outline.ts'

const WHOLE = { from: 0, to: 1_000 }

describe('a row', () => {
  it('does not say its name twice', () => {
    const said = (name: string, detail: string) => beyondName({ name, detail })
    assert.equal(said('GET /orders', 'GET /orders 503 DATABASE_BUSY'), '503 DATABASE_BUSY')
    assert.equal(said('GET /orders', 'GET /orders'), '')
    assert.equal(said('GET /orders', 'GET /orders/:id 200'), 'GET /orders/:id 200')
    assert.equal(said('', 'select 1'), 'select 1')
  })
})

describe('a bar', () => {
  it('stands where its span was in the time that is shown', () => {
    assert.deepEqual(barOf(WHOLE, 250, 500), { left: 25, width: 50 })
    assert.deepEqual(barOf({ from: 200, to: 300 }, 250, 500), { left: 50, width: 50 })
  })

  it('is not there for a span before or after it', () => {
    assert.equal(barOf({ from: 200, to: 300 }, 0, 100), undefined)
    assert.equal(barOf({ from: 200, to: 300 }, 400, 100), undefined)
  })

  it('has a place for a span without length, also in a trace without length', () => {
    assert.deepEqual(barOf(WHOLE, 1_000, 0), { left: 100, width: 0 })
    assert.deepEqual(barOf({ from: 0, to: 0 }, 0, 0), { left: 0, width: 0 })
  })
})

describe('the ruler', () => {
  const texts = (from: number, to: number, most: number) => ticks({ from, to }, most).map(({ text }) => text)

  it('counts in steps of 1, 2 or 5', () => {
    assert.deepEqual(texts(0, 18_600_000, 8), ['0', '5 ms', '10 ms', '15 ms'])
    assert.deepEqual(texts(0, 900, 5), ['0', '200 ns', '400 ns', '600 ns', '800 ns'])
  })

  it('begins at a round time where it is zoomed, with the digits that tell ticks apart', () => {
    assert.deepEqual(texts(11_512e6, 11_689e6, 4), ['11.55 s', '11.60 s', '11.65 s'])
  })

  it('has one tick where there is no time', () => {
    assert.deepEqual(ticks({ from: 0, to: 0 }, 8), [{ offsetNs: 0, percent: 0, text: '0' }])
  })
})

describe('a zoom', () => {
  it('shows the span with a little around it, and never more than the trace', () => {
    assert.deepEqual(around(WHOLE, 500, 100), { from: 490, to: 610 })
    assert.deepEqual(around(WHOLE, 0, 1_000), WHOLE)
  })
})

describe('a span outside of its parent', () => {
  const parent = { offsetNs: 1_000, durationNs: 10_000 }

  it('is told to begin before it, or to go on after it', () => {
    assert.equal(outside({ offsetNs: 900, durationNs: 10 }, parent), 'early')
    assert.equal(outside({ offsetNs: 10_000, durationNs: 2_000 }, parent), 'late')
  })

  it('is not told of what only the exactness of clocks makes, nor of a root', () => {
    assert.equal(outside({ offsetNs: 995, durationNs: 10_010 }, parent), undefined)
    assert.equal(outside({ offsetNs: 0, durationNs: 99_999 }, undefined), undefined)
  })
})

describe('marks on a bar', () => {
  it('join stretches that no eye keeps apart', () => {
    const stretches = [
      { from: 0, to: 100 },
      { from: 100.5, to: 200 },
      { from: 500, to: 500 },
    ]
    assert.equal(stretchPath(WHOLE, stretches), 'M0.0 10H200.0M500.0 10H501.0')
  })

  it('stay few, however many log records there are, and keep errors apart', () => {
    const logs = Array.from({ length: 10_000 }, (_, index) => ({
      severity: index === 9_999 ? 'error' : 'info',
      at: index / 10,
    }))
    const { plain, severe } = markPaths(WHOLE, logs, ({ at }) => at)
    assert.ok(plain.split('M').length <= 202)
    assert.equal(severe, 'M1000 5h0.01')
  })
})

describe('what is worked out of an outline', () => {
  const model = modelOf({
    ...outline([
      { depth: 0 },
      { depth: 1, error: true },
      { depth: 1, name: 'SELECT', resource: 1, detail: 'FROM Orders' },
    ]),
    criticalPath: [
      [0, 0, 10],
      [2, 10, 20],
      [0, 20, 30],
    ],
  })

  it('has the failed spans, and the stretches of the critical path by span', () => {
    assert.deepEqual(model.errors, [1])
    assert.deepEqual(model.critical.get(0), [
      { from: 0, to: 10 },
      { from: 20, to: 30 },
    ])
  })

  it('has every level in a part of the width, however deep it goes', () => {
    const deep = modelOf(outline(Array.from({ length: 300 }, (_, depth) => ({ depth }))))
    assert.deepEqual([model.indent, Math.round(deep.indent * 299)], [12, 144])
  })

  it('is searched by name, service, detail and span id, in upper or lower case', () => {
    const found = (text: string) => matching(model.outline, text)
    assert.deepEqual(found('select'), [2])
    assert.deepEqual(found('from orders'), [2])
    assert.deepEqual(found('BILLING'), [2])
    assert.deepEqual(found(idOf(1)), [1])
    assert.deepEqual(found('  '), [])
  })

  it('has each log record at its span, or at none where that is not of the trace', () => {
    const log = {
      timeNs: '1',
      severity: 'info',
      service: '',
      body: '',
      attributes: {},
      traceId: null,
      traced: true,
    }
    const logs = [idOf(1), 'f'.repeat(16), null].map((spanId) => ({ ...log, spanId }))
    const found = logsBySpan(model.outline, logs)
    assert.deepEqual([found.get(idOf(1))?.length, found.get('')?.length], [1, 2])
  })
})
