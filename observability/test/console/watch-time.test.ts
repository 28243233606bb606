// What time does to a watch: clocks that jump, laptops that sleep, and hours that must not make it larger.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Recorded } from '../../console/objectives/recorded.ts'
import { LOOK_BACK_MS } from '../../console/prometheus/times.ts'
import { modelOf } from './equality/specs.ts'
import { exposition } from './watch/exposition.ts'
import { SimulatedWatch } from './watch/simulated.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const model = modelOf('stamped-standard.yaml')

function watched() {
  const watch = new SimulatedWatch()
  watch.evaluator.add(model)
  let good = 1_000
  const healthy = () => {
    good += 20
    return exposition({ good })
  }
  const events = () => watch.evaluator.objectives[0]?.eventsOver('30d', watch.evaluator.evaluatedAt ?? 0)
  return { watch, healthy, events }
}

describe('a clock that jumps', () => {
  it('forward, for the laptop slept: nothing fires, nothing is lost, nothing is made up', () => {
    const { watch, healthy, events } = watched()
    watch.pass(2 * HOUR, healthy)
    const before = events()?.total ?? 0
    watch.now += 8 * HOUR
    watch.evaluate()
    assert.deepEqual(watch.alerts, ['TelemetryAbsent pending'])
    watch.pass(10 * MINUTE, healthy)
    assert.deepEqual(watch.alerts, [])
    const risen = (events()?.total ?? 0) - before
    assert.ok(risen > 2_000 && risen < 2_500, `${risen} events more`)
  })

  it('forward, while an alert was pending: what nobody saw is not held against the service', () => {
    const { watch, healthy } = watched()
    watch.pass(10 * MINUTE, healthy)
    watch.pass(3 * MINUTE, () => undefined)
    assert.deepEqual(watch.alerts, ['TelemetryAbsent pending'])
    watch.now += HOUR
    watch.evaluate()
    assert.deepEqual(watch.alerts, ['TelemetryAbsent pending'])
    watch.pass(6 * MINUTE, () => undefined)
    assert.deepEqual(watch.alerts, ['TelemetryAbsent firing'])
  })

  it('a little back: samples wait until it has caught up', () => {
    const { watch, healthy, events } = watched()
    watch.pass(10 * MINUTE, healthy)
    const before = events()?.total ?? 0
    watch.now -= 30_000
    watch.pass(MINUTE, healthy)
    assert.deepEqual(watch.alerts, [])
    assert.ok((events()?.total ?? 0) > before)
  })

  it('far back: begins anew at once, and is not blind until that time comes again', () => {
    const { watch, healthy, events } = watched()
    watch.pass(10 * MINUTE, healthy)
    watch.now -= 5 * HOUR
    watch.pass(10 * MINUTE, healthy)
    assert.deepEqual(watch.alerts, [])
    const { total = 0 } = events() ?? {}
    assert.ok(total > 2_000 && total < 2_500, `${total} events`)
    assert.ok((watch.evaluator.objectives[0]?.since ?? Number.POSITIVE_INFINITY) <= watch.now)
  })
})

describe('hours of samples', () => {
  it('are kept no longer than they are looked back at: eight hours of new versions take no more than the first', () => {
    const { watch } = watched()
    let scrapes = 0
    // A new version each ten minutes, with some hundred series that no other has.
    const changing = () => {
      scrapes += 1
      const version = `1.0.${Math.floor(scrapes / 120)}`
      const good = 10 * (scrapes % 120)
      const text = exposition({ good, version, failed: 1 })
      const route = (index: number) =>
        text.replaceAll('"/orders"', `"/orders/${version}/${index}"`).replaceAll(/^#.*\n/gm, '')
      return `${text}${Array.from({ length: 2 }, (_, index) => route(index)).join('')}`.replaceAll(
        '# EOF\n',
        '',
      )
    }
    const sizes: number[] = []
    for (let hour = 0; hour < 8; hour += 1) {
      watch.pass(HOUR, changing)
      sizes.push(watch.samples.bytes)
    }
    const held = [...watch.samples.targets].flatMap(({ series }) => [...series]).length
    assert.ok(held < 4 * 6 * 40, `${held} series`)
    assert.ok(Math.max(...sizes) < 1.3 * (sizes[0] ?? 0), sizes.join())
    assert.ok(watch.recordedRoom.taken < 2 ** 20, `${watch.recordedRoom.taken} bytes are recorded`)
  })

  it('take no more than there is room for, and the target says so', () => {
    const watch = new SimulatedWatch(2 ** 18)
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        exposition({ good: 1 }).split('\n')[1]?.replace('/orders', `/orders/${index}`),
      ).join('\n')
    watch.take(many(3_000))
    assert.match(watch.target.view.error ?? '', /^more than 2000 series/)
    watch.pass(HOUR, () => many(100))
    assert.match(watch.target.view.error ?? '', /^all memory for samples is taken/)
    assert.ok(watch.samples.bytes <= 2 ** 18)
    watch.pass(2 * HOUR, () => many(20))
    assert.equal(watch.target.view.error, null)
  })

  it('hold no series of endless labels, and the target says so', () => {
    const watch = new SimulatedWatch()
    const long = 'x'.repeat(100_000)
    watch.take(exposition({ good: 1 }).replaceAll('/orders', `/orders/${long}`))
    assert.match(watch.target.view.error ?? '', /^a series of more than 4096 characters/)
    watch.take(`other{label="${long}",service_name="${long}"} 1\n${exposition({ good: 2 })}`)
    assert.equal(watch.target.view.error, null)
    assert.ok(watch.target.service.length < 100)
  })
})

describe('what could not be recorded', () => {
  it('is a hole for as long as it is looked back at', () => {
    const room = { taken: 0, limit: 0 }
    const recorded = new Recorded(new Map([['errors', HOUR]]), room)
    assert.ok(recorded.begin(MINUTE))
    recorded.record('errors', 1)
    assert.equal(recorded.hasHoles, true)
    recorded.age(MINUTE + HOUR + LOOK_BACK_MS)
    assert.equal(recorded.hasHoles, true)
    recorded.age(MINUTE + HOUR + LOOK_BACK_MS + 1)
    assert.equal(recorded.hasHoles, false)
  })
})
