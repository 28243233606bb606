// Owner: paved-road
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ATTRIBUTES, METRICS } from '../../src/platform/conventions.ts'
import { identity } from '../../src/platform/identity.ts'
import { type Span, startCollector } from '../support/collector.ts'
import { newProbe, startProbed } from '../support/probe.ts'
import { json, type Service } from '../support/service.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
// https://opentelemetry.io/docs/specs/otel/trace/api/#spankind
const INTERNAL = 1
const SERVER = 2
const CLIENT = 3

const isMarked = ({ attributes }: Span) => attributes[ATTRIBUTES.exemplar] === true

describe('telemetry of a request', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>
  let service: Service
  before(async () => {
    collector = await startCollector()
    service = await startProbed({ ...collector.env, OTEL_LOGS_EXPORTER: 'otlp', COMMIT_SHA: 'c0ffee' })
  })
  after(async () => {
    await service.stop()
    collector.close()
  })

  it('is one trace, one log line and one exemplar with the same trace id', async () => {
    const placed = await fetch(`${service.url}/probes`, json(newProbe()))
    const { id } = (await placed.json()) as { id: string }
    const line = await service.log(({ msg, probe_id }) => msg === 'request' && probe_id === id)
    assert.deepEqual(
      [line.method, line.route, line.status, line.probe_parts, line.request_id],
      ['POST', '/probes', 201, 2, placed.headers.get('x-request-id')],
    )

    const spans = await collector.trace(line.trace_id, 4)
    const server = spans.find(({ kind }) => kind === SERVER)
    assert.ok(server)
    assert.equal(server.name, 'POST /probes')
    assert.equal(server.spanId, line.span_id)
    assert.deepEqual(
      [
        'http.request.method',
        'http.route',
        'http.response.status_code',
        'url.path',
        'url.scheme',
        'probe_id',
      ].map((name) => server.attributes[name]),
      ['POST', '/probes', 201, '/probes', 'http', id],
    )
    assert.equal(server.resource['service.name'], identity.name)
    assert.equal(server.resource['vcs.ref.head.revision'], 'c0ffee')
    const statements = spans.filter(({ kind }) => kind === CLIENT)
    assert.deepEqual(
      statements.map(({ attributes }) => String(attributes['db.query.text']).split(' ')[0]),
      ['BEGIN;', 'insert', 'COMMIT;'],
    )
    assert.ok(statements.every(({ parentSpanId }) => parentSpanId === server.spanId))

    const scrape = await fetch(`${service.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    })
    const exemplars = (await scrape.text()).split('\n').filter((text) => text.includes('# {trace_id='))
    const ofRoute = exemplars.filter((text) =>
      text.includes('http_request_method="POST",http_route="/probes"'),
    )
    assert.match(ofRoute.join('\n'), new RegExp(`trace_id="${line.trace_id}"`))
    assert.equal((await collector.log(line.trace_id)).body, 'request')
  })

  it('marks the few traces that exemplars point at, so that whoever samples can keep them', async () => {
    const requests = 200
    for (let n = 0; n < requests; n++) await (await fetch(`${service.url}/probes?limit=1`)).arrayBuffer()
    const of = () => collector.spans.filter(({ name, kind }) => kind === SERVER && name === 'GET /probes')
    while (of().length < requests) await sleep(20)
    const marked = of().filter(isMarked)
    assert.ok(marked.length > 0 && marked.length < requests / 4, `${marked.length} of ${requests}`)
    const scrape = await fetch(`${service.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    })
    const ids = [...(await scrape.text()).matchAll(/http_route="\/probes".*# \{trace_id="(\w+)"/g)]
    const all = new Set(collector.spans.filter(isMarked).map(({ traceId }) => traceId))
    assert.ok(ids.length > 0)
    for (const [, id = ''] of ids) assert.ok(all.has(id), id)
  })

  it('continues the trace of its caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    await fetch(`${service.url}/probes`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } })
    const [first] = await collector.trace(traceId, 2)
    assert.ok(first)
    const server = collector.spans.find((span) => span.traceId === traceId && span.kind === SERVER)
    assert.equal(server?.parentSpanId, 'b7ad6b7169203331')
  })

  it('names a path that no route takes after its method alone', async () => {
    await fetch(`${service.url}/no/such/path`, { headers: { 'x-request-id': 'unmatched-1' } })
    const line = await service.log(({ request_id }) => request_id === 'unmatched-1')
    const [server] = await collector.trace(line.trace_id, 1)
    assert.equal(server?.name, 'GET')
    assert.equal(server?.attributes['http.route'], undefined)
  })

  it('does not trace probes', async () => {
    for (const path of ['/livez', '/readyz', '/metrics'])
      assert.equal((await fetch(service.url + path)).status, 200)
    await fetch(`${service.url}/probes`, { headers: { 'x-request-id': 'after-probes' } })
    const line = await service.log(({ request_id }) => request_id === 'after-probes')
    await collector.trace(line.trace_id, 2)
    assert.deepEqual(
      collector.spans.filter(({ attributes }) => /livez|readyz|metrics/.test(String(attributes['url.path']))),
      [],
    )
    assert.deepEqual(
      collector.spans.filter(({ kind, parentSpanId }) => kind === CLIENT && !parentSpanId),
      [],
    )
    assert.deepEqual(
      collector.spans.filter(({ kind }) => kind === INTERNAL),
      [],
    )
  })

  it('keeps secret query parameters out of spans', async () => {
    await fetch(`${service.url}/probes?token=s3cret&limit=1`, { headers: { 'x-request-id': 'secret-query' } })
    const line = await service.log(({ request_id }) => request_id === 'secret-query')
    const spans = await collector.trace(line.trace_id, 2)
    assert.equal(spans.find(({ kind }) => kind === SERVER)?.attributes['url.query'], 'token=REDACTED&limit=1')
    assert.ok(!JSON.stringify(spans).includes('s3cret'))
  })
})

describe('with no variable set but the endpoint', () => {
  it('sends its spans as protobuf, the last ones as it ends', async () => {
    const collector = await startCollector()
    const service = await startProbed({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_RESOURCE_ATTRIBUTES: 'team.name=blue',
    })
    await fetch(`${service.url}/probes`, json(newProbe()))
    const line = await service.log(({ msg }) => msg === 'request')
    assert.equal(await service.stop(), 0)
    const sent = Buffer.concat(collector.raw)
    for (const part of [
      Buffer.from(String(line.trace_id), 'hex'),
      'POST /probes',
      identity.name,
      'team.name',
    ]) {
      assert.ok(sent.includes(part), String(part))
    }
    collector.close()
  })
})

describe('an outgoing request', () => {
  it('is a client span of the trace it is made in, which travels on to who is called', async () => {
    const collector = await startCollector()
    const called = createServer((request, response) => response.end(request.headers.traceparent)).listen(
      0,
      '127.0.0.1',
    )
    await once(called, 'listening')
    const { port } = called.address() as { port: number }
    const caller = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { stopTelemetry } = await import('./src/platform/telemetry/instrument.ts')
         const { trace } = await import('@opentelemetry/api')
         await trace.getTracer('test').startActiveSpan('caller', async (span) => {
           process.stdout.write(await (await fetch('http://127.0.0.1:${port}/users/jane@example.com?token=s3cret&page=2')).text())
           span.end()
         })
         await stopTelemetry()`,
      ],
      { cwd: ROOT, env: { ...process.env, ...collector.env }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const traceparent = Buffer.concat(await caller.stdout.toArray()).toString()
    const [, traceId, parentId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(traceparent) ?? []
    const spans = await collector.trace(traceId, 2)
    const client = spans.find(({ kind }) => kind === CLIENT)
    assert.equal(client?.spanId, parentId)
    assert.equal(client?.parentSpanId, spans.find(({ name }) => name === 'caller')?.spanId)
    assert.equal(client?.attributes['server.port'], port)
    assert.equal(client?.attributes['url.path'], '/users/REDACTED')
    assert.equal(client?.attributes['url.query'], '?token=REDACTED&page=2')
    const url = `http://127.0.0.1:${port}/users/REDACTED?token=REDACTED&page=2`
    assert.equal(client?.attributes['url.full'], url)
    called.close()
    collector.close()
  })
})

describe('telemetry that is not in place', () => {
  it('stops the service from starting, and says what to do', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        "(await import('./src/platform/telemetry/self-check.ts')).assertTelemetry()",
      ],
      { cwd: ROOT, encoding: 'utf8' },
    )
    assert.notEqual(status, 0)
    assert.match(
      stderr,
      /TELEMETRY_MISSING src\/main.ts tracing, context, postgresql, outgoing http not instrumented: start it with/,
    )
  })
})

describe('a collector that refuses everything', () => {
  it('costs no request, is counted each time, and worth one log line a minute, with the cause', async () => {
    let refused = 0
    const refusing = createServer((request, response) => {
      refused += 1
      request.resume()
      response.writeHead(400).end('not from you')
    }).listen(0, '127.0.0.1')
    await once(refusing, 'listening')
    const { port } = refusing.address() as { port: number }
    const service = await startProbed({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_LOGS_EXPORTER: 'otlp',
    })
    const errors = async () => {
      const text = await (await fetch(`${service.url}/metrics`)).text()
      return Number(new RegExp(`^${METRICS.otelSdkErrors}\\{.*\\} (\\d+)$`, 'm').exec(text)?.[1])
    }
    try {
      assert.equal(await errors(), 0)
      for (const until = Date.now() + 5000; refused < 5 && Date.now() < until; ) {
        assert.equal((await fetch(`${service.url}/probes`)).status, 200)
      }
      await sleep(200) // for lines to arrive that should not be there
      assert.ok(refused >= 5)
      assert.ok((await errors()) >= 5)
      const [told, ...more] = service.logs.filter(({ code }) => code === 'TELEMETRY_TROUBLE')
      assert.deepEqual(more, [])
      assert.match(JSON.stringify(told?.err), /"code":400/)
      assert.equal(told?.trace_id, undefined)
      assert.match(String(told?.remedy), /OTEL_EXPORTER_OTLP_ENDPOINT/)
    } finally {
      assert.equal(await service.stop(), 0)
      refusing.close()
    }
  })
})

describe('a collector that cannot be reached', () => {
  it('costs no request, and the log says where it was sought', async () => {
    const service = await startProbed({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_SCHEDULE_DELAY: '20',
    })
    try {
      for (let n = 0; n < 50; n++) assert.equal((await fetch(`${service.url}/probes`)).status, 200)
      const told = await service.log(({ code }) => code === 'TELEMETRY_TROUBLE')
      assert.match(JSON.stringify(told.err), /ECONNREFUSED.*127\.0\.0\.1:9/)
    } finally {
      assert.equal(await service.stop(), 0)
    }
  })
})

describe('a reader of logs that stalls', () => {
  it('delays no request', async () => {
    const service = await startProbed()
    service.process.stdout?.pause()
    const slowest = { ms: 0 }
    for (let n = 0; n < 1500; n++) {
      const started = performance.now()
      assert.equal((await fetch(`${service.url}/nowhere`)).status, 404)
      slowest.ms = Math.max(slowest.ms, performance.now() - started)
    }
    assert.ok(slowest.ms < 1000, `the slowest took ${slowest.ms} ms`)
    service.process.stdout?.resume()
    await service.log(({ msg }) => msg === 'request')
    await service.stop()
    assert.equal(service.logs.filter(({ msg }) => msg === 'request').length, 1500)
  })
})
