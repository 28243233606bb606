import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { modelOf } from './equality/specs.ts'
import { exposition } from './watch/exposition.ts'
import { exposing, served } from './watch/served.ts'
import { closed, eventually, model, SERVICE, TRACE_ID, watching, working } from './watch/watching.ts'

describe('a watched service', () => {
  it('is known by what its metrics say, with its requests and its deploys', async (t) => {
    const { watch, changes } = watching(t)
    const url = await working(t, { good: 10, failed: 1 }, { traceId: TRACE_ID })
    watch.target(url)
    watch.target(url)
    await eventually(() => (watch.services()[0]?.red?.rate ?? 0) > 0, 'requests are seen')
    const [service, ...others] = watch.services()
    assert.deepEqual(others, [])
    assert.deepEqual([service?.name, service?.versions, service?.environment], [SERVICE, ['1.0.0'], 'test'])
    assert.deepEqual(
      service?.targets.map(({ url, up, error }) => ({ url, up, error })),
      [{ url, up: true, error: null }],
    )
    assert.ok(Math.abs((service?.red?.errorShare ?? 0) - 1 / 11) < 0.03, JSON.stringify(service?.red))
    assert.deepEqual(
      watch.deploys().deploys.map(({ service, version, commit }) => ({ service, version, commit })),
      [{ service: SERVICE, version: '1.0.0', commit: 'abc1234' }],
    )
    assert.ok(changes.has('metrics'))
  })

  it('has the exemplars of its routes, which lead to traces', async (t) => {
    const { watch } = watching(t)
    watch.target(await working(t, { good: 10, slow: 1 }, { traceId: TRACE_ID }))
    await eventually(() => (watch.services()[0]?.red?.rate ?? 0) > 0, 'requests are seen')
    assert.equal(watch.red('nobody', 5), undefined)
    await eventually(() => (watch.red(SERVICE, 1)?.routes[0]?.requests ?? 0) > 20, 'more are')
    const [route] = watch.red(SERVICE, 1)?.routes ?? []
    assert.deepEqual([route?.method, route?.route, route?.errors], ['GET', '/orders', 0])
    assert.equal(route?.exemplars[0]?.traceId, TRACE_ID)
    assert.equal(route?.rate.length, watch.red(SERVICE, 1)?.times.length)
  })
})

describe('a target that cannot be scraped says why', () => {
  const FAULTS: Record<string, { answer: Parameters<typeof served>[1]; error: RegExp }> = {
    'it answers with an error': {
      answer: (_, response) => response.writeHead(500).end(),
      error: /^it answers with 500$/,
    },
    'it leads somewhere else': {
      answer: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      error: /^it answers with 302$/,
    },
    'it has no end': {
      answer: (_, response) => {
        const more = () => {
          while (response.write('a_metric 1\n'.repeat(1_000)));
        }
        response.on('drain', more)
        more()
      },
      error: /^its metrics are larger than 1 MiB$/,
    },
    'it is no exposition': {
      answer: (_, response) => response.end('up 1\n<html>'),
      error: /^line 2 is not a Prometheus sample: <html>$/,
    },
    'it is silent': { answer: () => {}, error: /^it does not answer within 0.5 s$/ },
    'it has too many series': {
      answer: exposing(() => exposition({}).replaceAll('/orders', () => `/${Math.random()}`)),
      error: /^more than 50 series/,
    },
  }
  for (const [what, { answer, error }] of Object.entries(FAULTS)) {
    it(what, async (t) => {
      const { watch } = watching(t, { bodyBytes: 2 ** 20, seriesPerTarget: 50 })
      watch.target(await served(t, answer))
      const view = () => watch.services()[0]?.targets[0]
      await eventually(() => typeof view()?.error === 'string', 'the scrape fails')
      assert.match(view()?.error ?? '', error)
      assert.equal(view()?.up, false)
    })
  }

  it('nothing is there, or it is no address of the web', async (t) => {
    const { watch } = watching(t)
    watch.target(await closed())
    watch.target('file:///etc/passwd')
    const errors = () => watch.services().flatMap(({ targets }) => targets.map(({ error }) => error))
    await eventually(() => errors().every((error) => error !== null), 'both have failed')
    assert.deepEqual(errors().sort(), ['nothing listens there', 'this is no http or https address'])
  })
})

describe('an objective', () => {
  it('burns, fires and says so in the words of its rules', async (t) => {
    const { watch, changes } = watching(t)
    watch.objectives(model)
    watch.target(await working(t, { good: 10, failed: 10 }))
    await eventually(() => watch.alerts().alerts.length >= 4, 'its alerts fire')
    const { alerts } = watch.alerts()
    assert.deepEqual(
      [alerts[0]?.severity, alerts.at(-1)?.severity, alerts[0]?.state],
      ['page', 'ticket', 'firing'],
    )
    const page = alerts.find(({ alert }) => alert === 'SloAvailabilityFastBurn')
    assert.equal(page?.runbook, `/runbooks/${SERVICE}/availability-fast-burn`)
    assert.match(page?.summary ?? '', /^acme-orders availability burns its error budget at more than/)
    assert.match(page?.description ?? '', /were bad: \d+ in (1h|6h)\./)
    assert.deepEqual(
      watch.alertsOf(SERVICE, 'availability-fast-burn').map(({ alert }) => alert),
      alerts.filter(({ alert }) => alert === 'SloAvailabilityFastBurn').map(({ alert }) => alert),
    )
    const { slos, evaluatedAt } = watch.slos(SERVICE)
    const slo = slos.find(({ name }) => name === 'availability')
    assert.equal(slo?.unevaluated, null)
    assert.ok((slo?.budget?.left ?? 0) < -100)
    assert.equal(slo?.budget?.enough, true)
    assert.ok((slo?.tiers[0]?.badEvents ?? 0) >= (slo?.tiers[0]?.leastBadEvents ?? 0))
    assert.equal(slo?.tiers[0]?.state, 'firing')
    assert.ok((slo?.since ?? 0) > Date.now() - 60_000)
    assert.equal(slo?.burn.length, 7)
    const drawnTo = () => watch.slos(SERVICE).slos[0]?.history.at(-1)?.[0] ?? 0
    await eventually(() => drawnTo() > (evaluatedAt ?? 0), 'the next evaluation is drawn')
    assert.equal(watch.services()[0]?.firing, alerts.length)
    assert.ok(changes.has('objectives'))
  })

  it('says that it has seen too few bad events to tell', async (t) => {
    const { watch } = watching(t)
    watch.objectives(model)
    watch.target(await working(t, { good: 10, failed: 0 }))
    const budget = () => watch.services()[0]?.budgets.find(({ slo }) => slo === 'availability')
    await eventually(() => budget()?.left === 1, 'it is evaluated')
    assert.equal(budget()?.enough, false)
    assert.equal(watch.slos().slos.find(({ name }) => name === 'availability')?.budget?.enough, false)
  })

  it('shows no budget where there was no memory to record all of it', async (t) => {
    const { watch } = watching(t, { recordedBytes: 1 })
    watch.objectives(model)
    watch.target(await working(t, { good: 10 }))
    await eventually(() => /no memory left/.test(watch.slos().slos[0]?.unevaluated ?? ''), 'it says so')
    const budgets = [...watch.services()].flatMap((service) => service.budgets)
    assert.ok(budgets.length > 0)
    assert.deepEqual(
      budgets.filter(({ left }) => left !== null),
      [],
    )
  })

  it('says why it is not evaluated', async (t) => {
    const { watch } = watching(t)
    for (const name of ['openslo-threshold.yaml', 'sloth-probes.yaml', 'stamped-standard.yaml'])
      watch.objectives(modelOf(name))
    await eventually(() => watch.slos().evaluatedAt !== null, 'it is looked at')
    const reasons = watch.slos().slos.map(({ name, unevaluated, budget }) => [name, unevaluated, budget])
    assert.match(
      String(reasons.find(([name]) => name === 'queue-age')?.[1]),
      /only a Prometheus .*: the stack has one/,
    )
    assert.match(String(reasons.find(([name]) => name === 'probes')?.[1]), /more than add and subtract/)
    assert.match(String(reasons.find(([name]) => name === 'latency')?.[1]), /^nothing that was scraped fits/)
    assert.ok(reasons.every(([, , budget]) => budget === null))
  })

  it('keeps its past when its service is read anew, and goes when the service does', async (t) => {
    const { watch } = watching(t)
    watch.objectives(model)
    watch.target(await working(t, { good: 10, failed: 10 }))
    const events = () => watch.slos(SERVICE).slos[0]?.budget?.events ?? 0
    await eventually(() => events() > 0, 'events are counted')
    const { since } = watch.slos(SERVICE).slos[0] ?? {}
    watch.objectives({ services: model.services, slos: [] })
    assert.deepEqual(watch.slos().slos, [])
    watch.objectives(model)
    assert.equal(watch.slos(SERVICE).slos[0]?.since, since)
    assert.ok(events() > 0)
  })
})
