import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type {
  AlertList,
  ConsoleStatus,
  DeployList,
  LogList,
  ServiceList,
  ServiceMap,
  SloList,
  SpanView,
  TraceList,
  TraceOutline,
  TraceView,
} from '../../console/contract.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { ask, refusal, send } from './sending.ts'
import { ORDERS, START, span, spanId, TRACE_ID } from './spans.ts'

const template = fileURLToPath(new URL('../../../templates/service', import.meta.url))
const OTHER = 'f'.repeat(32)

describe('the JSON API', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ otlpPort: 0, folders: [template] })
    const stock = { ...ORDERS, service: 'stock' }
    const http = { 'http.route': '/orders', 'http.request.method': 'GET', 'http.response.status_code': 500 }
    await send(console, [
      span(2, 1, 3, { parentSpanId: spanId(1), resource: stock, status: 'error' }),
      span(1, 0, 4, { name: 'GET /orders', kind: 'server', attributes: http }),
      span(9, 9, 10, { traceId: OTHER }),
    ])
  })
  after(() => console.close())

  const get = <T>(path: string) => ask<T>(console, path)
  const refused = (path: string) => refusal(console.url + path)

  it('says what it is and holds', async () => {
    const { url, otlpUrl, held, persist, prometheus } = await get<ConsoleStatus>('/api/status')
    assert.deepEqual([url, otlpUrl, persist, prometheus], [console.url, console.otlpUrl, null, null])
    assert.equal(held.spans, 3)
  })

  it('lists the services seen', async () => {
    const { services } = await get<ServiceList>('/api/services')
    const sending = services.filter(({ spans }) => spans > 0)
    assert.deepEqual(
      sending.map(({ name, spans }) => [name, spans]),
      [
        ['orders', 2],
        ['stock', 1],
      ],
    )
  })

  it('lists traces, the newest first, with nanoseconds since 1970 as text', async () => {
    const { traces } = await get<TraceList>('/api/traces')
    assert.deepEqual(
      traces.map(({ traceId }) => traceId),
      [OTHER, TRACE_ID],
    )
    assert.deepEqual(traces[1], {
      traceId: TRACE_ID,
      name: 'GET /orders',
      service: 'orders',
      route: '/orders',
      httpStatus: 500,
      services: ['orders', 'stock'],
      startNs: String(START),
      durationNs: 4_000_000,
      spans: 2,
      errors: 1,
      missing: 0,
    })
  })

  it('narrows traces to what is asked', async () => {
    const ids = async (query: string) =>
      (await get<TraceList>(`/api/traces?${query}`)).traces.map(({ traceId }) => traceId)
    assert.deepEqual(await ids('service=stock'), [TRACE_ID])
    assert.deepEqual(await ids('service=nobody'), [])
    assert.deepEqual(await ids('limit=1'), [OTHER])
  })

  it('gives a trace whole, as its outline, and span by span', async () => {
    const whole = await get<TraceView>(`/api/traces/${TRACE_ID}`)
    assert.deepEqual(
      whole.spans.map(({ name, depth }) => [name, depth]),
      [
        ['GET /orders', 0],
        ['span 2', 1],
      ],
    )
    const outline = await get<TraceOutline>(`/api/traces/${TRACE_ID}?view=outline`)
    assert.ok(Array.isArray(outline.criticalPath))
    assert.equal(outline.spans.length, 2)
    const one = await get<SpanView>(`/api/traces/${TRACE_ID}/spans/${spanId(1)}`)
    assert.equal(one.attributes['http.route'], '/orders')
  })

  it('has an answer at each address of the contract', async () => {
    assert.ok((await get<LogList>('/api/logs?severity=warn&q=x&since=0&limit=5')).logs)
    assert.ok((await get<SloList>('/api/slos?service=acme-orders')).slos)
    assert.ok((await get<AlertList>('/api/alerts')).alerts)
    assert.ok((await get<DeployList>('/api/deploys')).deploys)
    assert.ok((await get<ServiceMap>('/api/map?minutes=60')).nodes)
  })

  it('takes an empty parameter as one that is left out', async () => {
    const all = await get<TraceList>('/api/traces')
    assert.ok(all.traces.length > 0)
    assert.deepEqual(await get<TraceList>('/api/traces?limit=&attr=&service=&status=&since='), all)
  })

  describe('refuses', () => {
    const span1 = `/api/traces/${TRACE_ID}/spans`
    const cases: readonly (readonly [path: string, status: number, code: string])[] = [
      ['/api/nothing', 404, 'PAGE_UNKNOWN'],
      ['/api/traces/x', 404, 'PAGE_UNKNOWN'],
      [`/api/traces/${'e'.repeat(32)}`, 404, 'TRACE_NOT_HELD'],
      [`/api/traces/${'e'.repeat(32)}/spans/${spanId(1)}`, 404, 'TRACE_NOT_HELD'],
      [`${span1}/${spanId(7)}`, 404, 'SPAN_NOT_HELD'],
      ['/api/red', 400, 'PARAMETER_MISSING'],
      ['/api/red?service=nobody', 404, 'SERVICE_UNKNOWN'],
      ['/api/runbooks/acme-orders/nothing', 404, 'RUNBOOK_UNKNOWN'],
      ['/api/runbooks/acme-orders/..%2f..%2fpackage', 404, 'PAGE_UNKNOWN'],
      ['/api/traces?servce=orders', 400, 'PARAMETER_UNKNOWN'],
      ['/api/status?x=1', 400, 'PARAMETER_UNKNOWN'],
      ['/api/traces?service=a&service=b', 400, 'PARAMETER_REPEATED'],
      ['/api/traces?attr=a&attr=b=c', 200, ''],
      ['/api/traces?attr==b', 400, 'PARAMETER_INVALID'],
      ['/api/traces?status=maybe', 400, 'PARAMETER_INVALID'],
      ['/api/traces?status=6xx', 400, 'PARAMETER_INVALID'],
      ['/api/traces?min_ms=-1', 400, 'PARAMETER_INVALID'],
      ['/api/traces?since=1e400', 400, 'PARAMETER_INVALID'],
      ['/api/traces?probes=1', 400, 'PARAMETER_INVALID'],
      [`/api/traces?service=${'x'.repeat(2_001)}`, 400, 'PARAMETER_INVALID'],
      [`/api/traces/${TRACE_ID}?view=half`, 400, 'PARAMETER_INVALID'],
      ['/api/logs?trace_id=x', 400, 'PARAMETER_INVALID'],
      ['/api/logs?severity=loud', 400, 'PARAMETER_INVALID'],
      ['/api/map?minutes=0', 400, 'PARAMETER_INVALID'],
      ['/api/map?minutes=61', 400, 'PARAMETER_INVALID'],
      ['/api/red?service=a&minutes=1.5', 400, 'PARAMETER_INVALID'],
      ...['0', '-1', '1e9', 'x', '1001'].map(
        (limit) => [`/api/traces?limit=${limit}`, 400, 'LIMIT_INVALID'] as const,
      ),
    ]
    for (const [path, status, code] of cases.filter(([, status]) => status !== 200))
      it(`${path.slice(0, 80)}: ${code}`, async () => assert.deepEqual(await refused(path), [status, code]))
  })

  it('names the parameters that there are to whoever gives another', async () => {
    const response = await fetch(`${console.url}/api/red?servce=a`)
    const { detail } = (await response.json()) as { detail: string }
    assert.equal(detail, 'there is no parameter "servce" here: service, minutes are read')
  })

  it('refuses what is too long for one answer, and lives on', async () => {
    const traceId = 'c'.repeat(32)
    const attributes = { text: 'x'.repeat(4_000_000) }
    for (let number = 1; number <= 10; number++)
      await send(console, [span(number, 0, 1, { traceId, attributes })])
    assert.deepEqual(await refused(`/api/traces/${traceId}`), [500, 'ANSWER_TOO_LARGE'])
    await get('/api/services')
  })
})
