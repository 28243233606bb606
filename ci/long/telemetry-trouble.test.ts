// A collector that is down, hangs, answers nonsense or dies half-way must cost neither answers nor memory.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { type Service, startService } from '../../templates/service/test/support/service.ts'
import { quantile } from '../bench/statistics.ts'
import { sized } from './rounds.ts'
import { startTraffic } from './traffic.ts'

const SECONDS = sized(20, 60)
/** By then compilers, pools and the span queue have taken what they take. */
const SETTLE_MS = 8000
const GROWTH_LIMIT_MB = 40
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
  test(`a collector that ${name} costs no request and no memory (${SECONDS} s)`, async () => {
    const collector = await listen(listener)
    await endure(collector.url)
    await collector.close()
  })
}

test(`a collector that is not there costs no request and no memory (${SECONDS} s)`, () => endure(REFUSING))

async function endure(collector: string): Promise<void> {
  const service = await startService({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  })
  const traffic = startTraffic(service.url)
  await sleep(SETTLE_MS)
  const settled = await lowestHeapMb(service)
  await sleep(SECONDS * 1000)
  const grown = (await lowestHeapMb(service)) - settled
  await traffic.stop()

  const failed = traffic.endings.filter(({ status }) => status !== 200 && status !== 201)
  assert.deepEqual(failed.slice(0, 3), [], `${failed.length} of ${traffic.endings.length} requests failed`)
  const p99 = quantile(
    traffic.endings.map(({ milliseconds }) => milliseconds),
    0.99,
  )
  assert.ok(p99 < SLOWEST_P99_MS, `p99 was ${p99.toFixed(0)} ms`)
  assert.ok(grown < GROWTH_LIMIT_MB, `the heap grew by ${grown.toFixed(0)} MB in ${SECONDS} s`)
  const started = performance.now()
  assert.equal(await service.stop(), 0)
  assert.ok(performance.now() - started < 6000, 'the end waited for the collector')
}

/** What the heap comes down to between collections: the lowest of a few looks. */
async function lowestHeapMb(service: Service): Promise<number> {
  const looks: number[] = []
  for (let n = 0; n < 20; n += 1) {
    const text = await (await fetch(`${service.url}/metrics`)).text()
    const bytes = /^nodejs_heap_size_used_bytes\{[^}]*\} (\S+)/m.exec(text)?.[1]
    assert.ok(bytes, 'the service tells the size of its heap')
    looks.push(Number(bytes) / 1024 ** 2)
    await sleep(100)
  }
  return Math.min(...looks)
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
