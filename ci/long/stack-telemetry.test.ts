// What a service sends arrives, joins up and fills every panel: a stamped service under real traffic, beside a real
// Prometheus, Collector and Jaeger.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { filledIn } from '../../observability/dashboards/datasource.ts'
import { type BoardJson, panelsOf, questions } from '../../observability/test/dashboards/support/boards.ts'
import { eventually } from '../../observability/test/stack/support/eventually.ts'
import type { TestStack } from '../../observability/test/stack/support/stack.ts'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { anOrder, type Paced, paced } from './stack/paced.ts'
import { slowedBy, unslowed, withoutTable, withTable } from './stack/trouble.ts'
import { ask, mustRun, type Service, skip, stamp, stampFolder, start, startStack } from './stack/world.ts'

const NAME = 'seen-orders'
/** A rate needs four scrapes, and a rule its evaluation after that. */
const TRAFFIC_MS = 75_000
const VERSIONS = ['1.0.0', '1.1.0']

describe('a service beside the stack', { skip }, () => {
  const undo: (() => void | Promise<void>)[] = []
  const cleanup = { after: (step: () => void | Promise<void>) => void undo.unshift(step) }
  let stack: TestStack
  let service: Service
  const known = randomBytes(16).toString('hex')

  before(async () => {
    await globalSetup()
    cleanup.after(globalTeardown)
    stack = await startStack(cleanup)
    mustRun(stack, 'up')
    const folder = stamp(stampFolder(cleanup), NAME)
    const dependency = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1')
    cleanup.after(() => void dependency.close())
    await once(dependency, 'listening')
    const env = {
      DEPENDENCY_URL: `http://127.0.0.1:${(dependency.address() as AddressInfo).port}/`,
      COMMIT_SHA: 'c0ffee0',
    }
    const preload = fileURLToPath(new URL('stack/call-out.ts', import.meta.url))
    // Two releases one after the other, on one port: a deploy.
    let port = '0'
    for (const version of VERSIONS) {
      const own = { ...env, SERVICE_VERSION: version, PORT: port }
      service = await start(folder, stack, own, { preload, tables: 'select 1' })
      const running = service
      cleanup.after(async () => void (await running.stop()))
      port = new URL(service.url).port
      mustRun(stack, 'add', folder, '--target', `127.0.0.1:${port}`)
      const traffic = mixed(service.url)
      if (version === VERSIONS[0]) await sleep(35_000)
      else {
        await sleep(20_000) // what happens before an instance is first scraped is not seen to grow
        // Failures and slow answers, for the panels about them.
        await withoutTable(service)
        await sleep(5_000)
        await withTable(service)
        await slowedBy(0.4)(service)
        await sleep(3_000)
        await unslowed(service)
        await anOrder(service.url, { traceparent: `00-${known}-${randomBytes(8).toString('hex')}-01` })
        await sleep(TRAFFIC_MS)
      }
      await Promise.all(traffic.map(({ stop }) => stop()))
      if (version === VERSIONS[0]) {
        await service.stop()
        undo.shift()
      }
    }
  })
  after(async () => {
    for (const step of undo) await step()
  })

  test('its traces are found in Jaeger, through the Collector, whole', async () => {
    const answer = await fetch(`${stack.url('jaeger')}/api/v3/traces/${known}`)
    assert.equal(answer.status, 200)
    const { result } = (await answer.json()) as { result: { resourceSpans: ResourceSpans[] } }
    const spans = result.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    assert.ok(spans.some(({ name }) => name === 'POST /orders'))
    assert.ok(spans.length >= 3, 'its queries are part of it')
    const [root] = spans.filter(({ name }) => name === 'POST /orders')
    for (const span of spans.filter((each) => each !== root)) assert.equal(span.parentSpanId, root?.spanId)
    const names = result.resourceSpans.flatMap(({ resource }) => resource.attributes)
    assert.ok(names.some(({ key, value }) => key === 'service.name' && value.stringValue === NAME))
    const { services } = (await (await fetch(`${stack.url('jaeger')}/api/v3/services`)).json()) as {
      services: string[]
    }
    assert.ok(services.includes(NAME))
  })

  test('the console has the same trace and its log line', async () => {
    const trace = await fetch(`${stack.url('console')}/api/traces/${known}`)
    assert.equal(trace.status, 200)
    const { logs } = (await (await fetch(`${stack.url('console')}/api/logs?trace_id=${known}`)).json()) as {
      logs: { body: string }[]
    }
    assert.ok(logs.some(({ body }) => body === 'request'))
  })

  test('every target is up and every rule is well', async () => {
    const { data } = (await (await fetch(`${stack.url('prometheus')}/api/v1/targets`)).json()) as Targets
    assert.deepEqual(
      data.activeTargets
        .filter(({ health }) => health !== 'up')
        .map(({ labels, lastError }) => ({ labels, lastError })),
      [],
    )
    const jobs = data.activeTargets.map(({ labels }) => labels.part ?? labels.job)
    assert.deepEqual(jobs.sort(), ['alertmanager', 'collector', 'jaeger', 'prometheus', 'services', 'spans'])
    const rules = (await (await fetch(`${stack.url('prometheus')}/api/v1/rules`)).json()) as Rules
    const faults = rules.data.groups.flatMap((group) => group.rules).filter(({ health }) => health !== 'ok')
    assert.deepEqual(faults, [])
    assert.ok(rules.data.groups.length >= 3)
  })

  test('every panel of every dashboard shows something', async () => {
    const folder = join(stack.folder, 'dashboards')
    const end = Math.floor(Date.now() / 1000)
    const screen = { __rate_interval: '1m', __interval: '15s', __range: '5m' }
    const empty: string[] = []
    let asked = 0
    for (const file of readdirSync(folder)) {
      const board = JSON.parse(readFileSync(join(folder, file), 'utf8')) as BoardJson
      for (const { title, targets = [] } of panelsOf(board)) {
        asked += 1
        const answers = await Promise.all(
          targets.map(({ expr, instant }) => {
            const query = filledIn(expr, screen)
            if (instant) return ask(stack, 'query', { query, time: end })
            return ask(stack, 'query_range', { query, start: end - 300, end, step: 15 })
          }),
        )
        if (answers.flat().length === 0) empty.push(`${file}: ${title}`)
      }
    }
    assert.ok(asked > 30, String(asked))
    assert.deepEqual(empty, [])
  })

  test('the deploy is marked, and the releases are told apart', async () => {
    const board = JSON.parse(
      readFileSync(join(stack.folder, 'dashboards', `${NAME}-overview.json`), 'utf8'),
    ) as BoardJson
    const end = Math.floor(Date.now() / 1000)
    const [mark] = questions(board).filter(({ from }) => from.endsWith('Deploys'))
    const query = filledIn(mark?.expr ?? '', { __interval: '15s' })
    const marks = await ask(stack, 'query_range', { query, start: end - 300, end, step: 15 })
    assert.deepEqual(marks.map(({ metric }) => metric.service_version).sort(), VERSIONS)
  })

  test('an exemplar leads to its trace in Jaeger', async () => {
    const query = `http_server_request_duration_seconds_bucket{service_name="${NAME}"}`
    const end = Date.now() / 1000
    const url = `${stack.url('prometheus')}/api/v1/query_exemplars?${new URLSearchParams({ query, start: String(end - 300), end: String(end) })}`
    const { data } = (await (await fetch(url)).json()) as { data: { exemplars: { labels: Labels }[] }[] }
    const ids = data.flatMap(({ exemplars }) => exemplars).map(({ labels }) => labels.trace_id ?? '')
    assert.ok(ids.length > 5, String(ids.length))
    for (const id of ids.slice(-20)) {
      assert.match(id, /^[0-9a-f]{32}$/)
      assert.equal((await fetch(`${stack.url('jaeger')}/api/v3/traces/${id}`)).status, 200, id)
    }
  })

  test("Jaeger's page on service performance has figures", async () => {
    const query = {
      service: NAME,
      endTs: String(Date.now()),
      lookback: '300000',
      step: '15000',
      ratePer: '60000',
    }
    for (const [metric, more] of [
      ['calls', {}],
      ['errors', {}],
      ['latencies', { quantile: '0.95' }],
    ] as const) {
      const url = `${stack.url('jaeger')}/api/metrics/${metric}?${new URLSearchParams({ ...query, ...more })}`
      const { metrics = [] } = (await (await fetch(url)).json()) as {
        metrics?: { metricPoints: unknown[] }[]
      }
      assert.ok(metrics.length > 0 && metrics.every(({ metricPoints }) => metricPoints.length > 0), metric)
    }
  })

  test('the Collector hides what a service should not have sent', async () => {
    const traceId = randomBytes(16).toString('hex')
    const attributes = Object.entries({
      'user.email': 'ada@example.com',
      note: 'mail ada@example.com, please',
      'http.request.header.authorization': 'Bearer abcdefgh12345678',
      'http.route': '/orders',
    }).map(([key, stringValue]) => ({ key, value: { stringValue } }))
    const now = `${Date.now()}000000`
    const span = {
      traceId,
      spanId: '00f067aa0ba902b7',
      name: 'leak',
      kind: 2,
      attributes,
      startTimeUnixNano: now,
      endTimeUnixNano: now,
    }
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'leaky' } }] }
    const sent = await fetch(`${stack.url('otlpHttp')}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
    })
    assert.equal(sent.status, 200)
    const stored = await eventually('the trace is in Jaeger', async () => {
      const answer = await fetch(`${stack.url('jaeger')}/api/v3/traces/${traceId}`)
      return answer.ok ? answer.text() : undefined
    })
    assert.ok(stored.includes('/orders'))
    assert.doesNotMatch(stored, /ada@|abcdefgh/)
  })
})

/** Reads, writes, and what is refused. */
function mixed(url: string): Paced[] {
  const get = (path: string) => () => fetch(url + path, { signal: AbortSignal.timeout(10_000) })
  return [
    paced(5, () => anOrder(url)),
    paced(5, get('/orders?limit=3')),
    paced(1, get('/orders/00000000-0000-4000-8000-000000000000')),
    paced(1, get('/no/such/page')),
  ]
}

type Labels = Record<string, string>
interface ResourceSpans {
  resource: { attributes: { key: string; value: { stringValue?: string } }[] }
  scopeSpans: { spans: { name: string; spanId: string; parentSpanId?: string }[] }[]
}
interface Targets {
  data: { activeTargets: { labels: Labels; health: string; lastError: string }[] }
}
interface Rules {
  data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] }
}
