// Owner: paved-road
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { LATENCY_BOUNDS_SECONDS, METRICS } from '../../src/platform/conventions.ts'
import { identity } from '../../src/platform/identity.ts'
import { startProbed } from '../support/probe.ts'
import type { Service } from '../support/service.ts'

describe('/metrics', () => {
  let service: Service
  before(async () => {
    service = await startProbed({ COMMIT_SHA: 'c0ffee' })
  })
  after(() => service.stop())

  const scrape = async (accept = 'text/plain') =>
    (await fetch(`${service.url}/metrics`, { headers: { accept } })).text()
  const series = (text: string, name: string) =>
    text.split('\n').filter((line) => line.startsWith(`${name}{`))

  it('has the series that objectives read before the first request', async () => {
    const counts = series(await scrape(), `${METRICS.httpServerRequestDuration}_count`)
    for (const status of ['201', '500', '503']) {
      const wanted = `http_request_method="POST",http_route="/probes",http_response_status_code="${status}"} 0`
      assert.ok(
        counts.some((line) => line.endsWith(wanted)),
        `${wanted} is not among\n${counts.join('\n')}`,
      )
    }
  })

  it('says on every series which service, version and environment it is of', async () => {
    const samples = (await scrape()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const labels = `service_name="${identity.name}",service_version="${identity.version}",deployment_environment_name="test"`
    assert.deepEqual(
      samples.filter((line) => !line.includes(labels)),
      [],
    )
    assert.match(await scrape(), /^build_info\{commit="c0ffee",.*\} 1$/m)
  })

  it('measures requests by route over the bounds of the house, queries, the pool and the event loop', async () => {
    await fetch(`${service.url}/probes`)
    const text = await scrape()
    const bounds = series(text, `${METRICS.httpServerRequestDuration}_bucket`)
      .filter((line) => line.includes('"GET",http_route="/probes",http_response_status_code="200"'))
      .map((line) => /le="([^"]+)"/.exec(line)?.[1])
    assert.deepEqual(bounds, [...LATENCY_BOUNDS_SECONDS.map(String), '+Inf'])
    const queries = series(text, `${METRICS.dbClientOperationDuration}_count`)
    assert.ok(queries.some((line) => line.includes('db_operation_name="select",db_collection_name="probes"')))
    for (const name of [METRICS.dbPoolConnections, METRICS.dbPoolMax, METRICS.dbPoolPending]) {
      assert.notEqual(series(text, name).length, 0, name)
    }
    for (const name of [METRICS.eventLoopDelay, METRICS.eventLoopUtilization]) {
      assert.notEqual(series(text, name).length, 0, name)
    }
  })

  it('reads the same in both formats, however they alternate', async () => {
    const names = (text: string) => [...text.matchAll(/^(process_cpu_\w+)\{/gm)].map(([, name]) => name)
    const plain = names(await scrape())
    const open = await fetch(`${service.url}/metrics`, {
      headers: { accept: 'application/openmetrics-text' },
    })
    assert.match(open.headers.get('content-type') ?? '', /^application\/openmetrics-text/)
    assert.deepEqual(names(await open.text()), plain)
    assert.deepEqual(names(await scrape()), plain)
    assert.ok(plain.includes('process_cpu_seconds_total'))
  })

  it('does not grow with the number of paths or methods that callers make up', async () => {
    await fetch(`${service.url}/nowhere`)
    const count = (text: string) =>
      text.split('\n').filter((line) => line.startsWith(METRICS.httpServerRequestDuration)).length
    const before = count(await scrape())
    const paths = Number(process.env.TEST_DISTINCT_PATHS ?? 2000)
    for (let n = 0; n < paths; n += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          fetch(`${service.url}/nowhere/${n + i}?q=${n}`).then((r) => r.text()),
        ),
      )
    }
    await fetch(`${service.url}/nowhere`, { method: 'PROPFIND' })
    await fetch(`${service.url}/nowhere`, { method: 'MKCOL' })
    const oneNewSeries = LATENCY_BOUNDS_SECONDS.length + 3 // of the method _OTHER
    assert.equal(count(await scrape()) - before, oneNewSeries)
  })
})
