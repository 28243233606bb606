import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filled } from '../../console/objectives/texts.ts'
import { byUrgency } from '../../console/objectives/views.ts'
import { RedOverTime } from '../../console/prometheus/red-over-time.ts'
import { Samples } from '../../console/prometheus/samples.ts'
import { LABELS, METRICS } from '../../conventions/index.ts'
import { compileRules } from '../../slo/compile/index.ts'
import { feed } from './equality/history.ts'
import { PlayedService } from './equality/service.ts'
import { modelOf } from './equality/specs.ts'

const BEGIN = 1_000_000
const STEP = 15_000
const NAME = METRICS.httpServerRequestDuration

/** Scraped at the end of each stretch; `undefined` is a scrape that failed, `null` is none. */
function pictured(stretches: readonly (((service: PlayedService) => void) | undefined | null)[]) {
  const samples = new Samples({ bytes: 2 ** 24, series: 1_000 })
  const service = new PlayedService('127.0.0.1:3000', { [LABELS.serviceName]: 'shop' })
  ask(service, 1_000)
  feed(samples, { at: BEGIN, instance: service.instance, samples: service.samples })
  for (const [index, work] of stretches.entries()) {
    const at = BEGIN + (index + 1) * STEP
    work?.(service)
    if (work === null) continue
    feed(samples, { at, instance: service.instance, samples: work ? service.samples : 'failed' })
  }
  const edges = stretches.map((_, index) => BEGIN + index * STEP)
  const now = BEGIN + stretches.length * STEP
  const red = new RedOverTime(samples, 'shop', { edges: [...edges, now], now })
  return { red, view: red.view('shop', BEGIN), route: red.view('shop', BEGIN).routes[0] }
}

function ask(service: PlayedService, times: number, status = '200', seconds = 0.05, route = '/x'): void {
  const labels = { [LABELS.method]: 'GET', [LABELS.route]: route, [LABELS.status]: status }
  service.observe(NAME, labels, [0.1, 0.2], seconds, times)
}

describe('requests over time', () => {
  it('are counted where they were seen, without what was counted before', () => {
    const { route, view } = pictured([(s) => ask(s, 30), (s) => ask(s, 60), () => {}])
    assert.deepEqual(route?.rate, [2, 4, 0])
    assert.equal(view.times.length, 3)
    assert.equal(route?.requests, 90)
    assert.equal(route?.total.rate, 2)
  })

  it('count the first failures of a route, whose series is new with them', () => {
    const { route } = pictured([(s) => ask(s, 30), (s) => ask(s, 15, '500'), (s) => ask(s, 30)])
    assert.equal(route?.errors, 15)
    assert.deepEqual(route?.errorShare, [0, 1, 0])
    assert.equal(route?.total.errorShare, 0.2)
  })

  it('go on across a restart, and a scrape that failed is none', () => {
    const restarted = (service: PlayedService) => {
      service.restart()
      ask(service, 15)
    }
    assert.deepEqual(pictured([(s) => ask(s, 30), restarted]).route?.rate, [2, 1])
    const { route, red } = pictured([(s) => ask(s, 30), undefined, (s) => ask(s, 45)])
    assert.deepEqual(route?.rate, [2, null, 3])
    assert.deepEqual(red.rates(), [2, null, 3])
  })

  it('that came while nobody looked for long are of no stretch', () => {
    const silence = Array.from({ length: 25 }, () => null)
    const { route } = pictured([(s) => ask(s, 30), ...silence, (s) => ask(s, 9_000), (s) => ask(s, 15)])
    assert.deepEqual(route?.rate.slice(-2), [0, 1])
  })

  it('have the percentiles of their stretch', () => {
    const { route } = pictured([(s) => ask(s, 100), (s) => ask(s, 100, '200', 0.15)])
    assert.deepEqual(route?.p50, [0.05, 0.15000000000000002])
    assert.equal(route?.total.p50, 0.1)
    assert.equal(pictured([() => {}]).route, undefined)
  })

  it('put the busiest route first, and leave out those that nobody asked for', () => {
    const { view, red } = pictured([
      (s) => {
        ask(s, 15)
        ask(s, 30, '200', 0.05, '/busy')
        ask(s, 0, '200', 0.05, '/idle')
      },
    ])
    assert.deepEqual(
      view.routes.map(({ route }) => route),
      ['/busy', '/x'],
    )
    assert.deepEqual(red.rates(), [3])
  })
})

describe('alerts', () => {
  it('are shown pages first, of those what fires, of those the oldest', () => {
    const alert = (severity: 'page' | 'ticket', state: 'pending' | 'firing', since: number) => ({
      ...{ alert: 'A', service: 'shop', slo: null, summary: '', description: '', runbook: '' },
      ...{ severity, state, since },
    })
    const wanted = [
      alert('page', 'firing', 3),
      alert('page', 'firing', 4),
      alert('page', 'pending', 1),
      alert('ticket', 'firing', 2),
    ]
    for (const start of wanted.keys())
      assert.deepEqual([...wanted.slice(start), ...wanted.slice(0, start)].sort(byUrgency), wanted)
  })
})

describe('texts of alerts', () => {
  it('have a value wherever a compiled rule has a placeholder', () => {
    const model = modelOf('stamped-standard.yaml')
    const texts = compileRules(model).flatMap(({ text }) => text.match(/(?:summary|description): .*/g) ?? [])
    const said = texts.map((text) =>
      filled(text, { labels: { server_address: 'mail.example' }, value: 0.9512 }),
    )
    assert.ok(texts.filter((text) => text.includes('{{')).length >= 4)
    assert.deepEqual(
      said.filter((text) => text.includes('{{')),
      [],
    )
    assert.ok(said.some((text) => text.includes('to mail.example fail')))
    assert.ok(said.some((text) => text.includes('spends 95.12% of its time')))
  })
})
