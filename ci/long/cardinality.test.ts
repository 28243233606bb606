// What callers make up must not become series: each would take memory, here and in Prometheus, for as long as it lives.
import assert from 'node:assert/strict'
import { Agent, METHODS, request } from 'node:http'
import { after, before, test } from 'node:test'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { startService } from '../../templates/service/test/support/service.ts'

const REQUESTS = 100_000
const CALLERS = 8

/** All that Node's parser lets through, but for CONNECT, which asks for no path. */
const ANY_METHOD = METHODS.filter((method) => method !== 'CONNECT')
/** What callers may make up. The number makes each unlike all others. */
const INVENTIONS: ((n: number, method: string) => [method: string, path: string])[] = [
  (n) => ['GET', `/made-up/${n}`],
  (n) => ['GET', `/${n}/orders`],
  (n) => ['GET', `/orders/${uuid(n)}`],
  (n) => ['GET', `/orders/no-id-${n}`],
  (n) => ['GET', `/orders?limit=1&cursor=made-up-${n}`],
  (n) => ['GET', `/livez?made-up-${n}=1`],
  (n, method) => [method, `/made-up/${n}`],
  (n, method) => [method, `/orders/${uuid(n)}`],
]

before(globalSetup)
after(globalTeardown)

test(`${REQUESTS} requests that all differ leave the number of series as it was`, async (t) => {
  const service = await startService()
  t.after(() => service.process.kill('SIGKILL')) // a failed test would wait for it
  const everyKind = INVENTIONS.length * ANY_METHOD.length
  await send(service.url, 0, everyKind)
  const atFirst = await series(service.url)
  assert.ok(atFirst.size > 0)
  const counted = await requestsCounted(service.url)

  await send(service.url, everyKind, REQUESTS)

  const grown = [...(await series(service.url))].filter((one) => !atFirst.has(one))
  assert.deepEqual(grown.slice(0, 5), [], `${grown.length} new series`)
  const more = (await requestsCounted(service.url)) - counted
  assert.ok(more > REQUESTS * 0.8, `only ${more} were counted, so this shows nothing`)
  for (const path of ['/livez', '/readyz', '/orders?limit=1']) {
    assert.equal((await fetch(service.url + path)).status, 200, path)
  }
  assert.equal(await service.stop(), 0, service.stderr())
})

/** The samples of the request histogram: buckets, sums and counts. */
async function samples(url: string): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return text.split('\n').filter((line) => line.startsWith('http_server_request_duration_seconds'))
}

async function series(url: string): Promise<Set<string>> {
  return new Set((await samples(url)).map((line) => line.slice(0, line.indexOf('}') + 1)))
}

async function requestsCounted(url: string): Promise<number> {
  const counts = (await samples(url)).filter((line) => line.includes('_count{'))
  return counts.reduce((sum, line) => sum + Number(/\} (\d+)/.exec(line)?.[1]), 0)
}

/** Sends `count` requests, numbered from `first` on. */
async function send(url: string, first: number, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS })
  let next = first
  const call = async () => {
    while (next < first + count) {
      const n = next++
      const method = ANY_METHOD[Math.floor(n / INVENTIONS.length) % ANY_METHOD.length] as string
      const invent = INVENTIONS[n % INVENTIONS.length] as (typeof INVENTIONS)[number]
      await answer(agent, url, ...invent(n, method))
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, call))
  agent.destroy()
}

function answer(agent: Agent, url: string, method: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(new Error(`${method} ${path} got no answer`, { cause }))
    request(url + path, { agent, method }, (response) => {
      const { statusCode = 0 } = response
      if (statusCode >= 500 && statusCode !== 501) fail(new Error(`it was answered ${statusCode}`))
      response.resume().on('end', resolve).on('error', fail)
    })
      .on('error', fail)
      .end()
  })
}

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}
