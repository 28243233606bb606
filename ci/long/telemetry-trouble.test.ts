// A collector that is down, hangs, answers nonsense or dies half-way must cost neither answers nor memory.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { startService } from '../../templates/service/test/support/service.ts'
import { quantile } from '../bench/statistics.ts'
import { sized } from './rounds.ts'
import { startTraffic } from './traffic.ts'

const SECONDS = sized(20, 40)
/**
 * The old space that the service is given: what it needs, and far less than the spans and log lines of this traffic
 * would fill if they were kept. Node ends a process that needs more. (Watching the heap grow tells less: it also
 * grows with garbage that nobody was in a hurry to collect.)
 */
const HEAP_LIMIT_MB = 96
const SLOWEST_P99_MS = 500

const REFUSING = 'http://127.0.0.1:9' // the discard port: nobody listens

const collectors: Record<string, RequestListener> = {
  'never answers': (request) => request.resume(),
  'answers 503': (request, response) => {
    request.resume()
    response.writeHead(503, { 'retry-after': '1' }).end()
  },
  'answers nonsense': (request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end('no protobuf at all')
  },
  'drops the connection': (request) => {
    request.socket.destroy()
  },
}

before(globalSetup)
after(globalTeardown)

for (const [name, listener] of Object.entries(collectors)) {
  test(`a collector that ${name} costs no request and no memory (${SECONDS} s)`, async (t) => {
    const collector = await listen(listener)
    t.after(collector.close)
    await endure(t, collector.url)
  })
}

test(`a collector that is not there costs no request and no memory (${SECONDS} s)`, (t) =>
  endure(t, REFUSING))

async function endure(t: TestContext, collector: string): Promise<void> {
  const service = await startService({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    NODE_OPTIONS: `--max-old-space-size=${HEAP_LIMIT_MB}`,
  })
  t.after(() => service.process.kill('SIGKILL')) // where an assertion fails before it is stopped
  const traffic = startTraffic(service.url)
  await sleep(SECONDS * 1000)
  assert.equal(
    service.process.exitCode ?? service.process.signalCode,
    null,
    `it ended: ${service.stderr().slice(0, 2000)}`,
  )
  await traffic.stop()

  const failed = traffic.endings.filter(({ status }) => status !== 200 && status !== 201)
  assert.deepEqual(failed.slice(0, 3), [], `${failed.length} of ${traffic.endings.length} requests failed`)
  const p99 = quantile(
    traffic.endings.map(({ milliseconds }) => milliseconds),
    0.99,
  )
  assert.ok(p99 < SLOWEST_P99_MS, `p99 was ${p99.toFixed(0)} ms`)
  const started = performance.now()
  assert.equal(await service.stop(), 0)
  assert.ok(performance.now() - started < 6000, 'the end waited for the collector')
}

async function listen(listener: RequestListener): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer(listener).listen(0, '127.0.0.1')
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
