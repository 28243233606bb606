// Owner: paved-road
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { newProbe, startProbed } from '../support/probe.ts'
import { json } from '../support/service.ts'

describe('SIGTERM under load', () => {
  it('fails no request, loses nothing that it took and exits 0', async () => {
    const service = await startProbed({ SHUTDOWN_DRAIN_MS: '400' })
    let inRotation = true
    const statuses: number[] = []
    // As a load balancer does, callers stop sending once the service says that it is not ready.
    const caller = async () => {
      while (inRotation) statuses.push((await fetch(`${service.url}/probes`, json(newProbe()))).status)
    }
    const balancer = async () => {
      while (inRotation) {
        inRotation = (await fetch(`${service.url}/readyz`)).status === 200
        await sleep(20)
      }
    }
    const load = Promise.all([balancer(), ...Array.from({ length: 8 }, caller)])
    await sleep(500)
    const rows = service.database.query
    service.process.kill('SIGTERM')
    await load
    assert.deepEqual([...new Set(statuses)], [201])
    const [row] = await rows('select count(*)::int as count from probes')
    assert.equal(row?.count, statuses.length)
    assert.equal(await service.stop(), 0)
    assert.equal(service.logs.at(-1)?.msg, 'stopped')
  })

  it('finishes a request that is under way', async () => {
    const service = await startProbed()
    const body = JSON.stringify(newProbe())
    const slow = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from(body.slice(0, 20)))
        await sleep(300)
        service.process.kill('SIGTERM')
        await sleep(300)
        controller.enqueue(Buffer.from(body.slice(20)))
        controller.close()
      },
    })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${service.url}/probes`, {
      method: 'POST',
      headers,
      body: slow,
      duplex: 'half',
    } as RequestInit)
    assert.equal(answer.status, 201)
    assert.equal(await service.stop(), 0)
  })
})

describe('a connection that asks nothing, as a browser opens one ahead', () => {
  it('does not hold up the end', async () => {
    const service = await startProbed({ SHUTDOWN_DRAIN_MS: '0' })
    const silent = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => {})
    await once(silent, 'connect')
    assert.equal((await fetch(`${service.url}/livez`)).status, 200)
    const asked = performance.now()
    assert.equal(await service.stop(), 0)
    assert.ok(performance.now() - asked < 3000)
    assert.equal(service.logs.at(-1)?.msg, 'stopped')
  })
})

describe('a shutdown that takes too long', () => {
  it('ends at once with a second signal, says so and exits 1', async () => {
    const service = await startProbed({ SHUTDOWN_DRAIN_MS: '10000' })
    service.process.kill('SIGTERM')
    await service.log(({ msg }) => msg === 'shutting down')
    const asked = performance.now()
    service.process.kill('SIGINT')
    assert.equal(await service.stop(), 1)
    assert.ok(performance.now() - asked < 2000)
    const last = service.logs.at(-1)
    assert.deepEqual([last?.level, last?.msg], ['fatal', 'ending at once'])
    assert.match(JSON.stringify(last?.err), /second SIGINT/)
  })

  it('ends at its limit, says so and exits 1', async () => {
    const service = await startProbed({ SHUTDOWN_DRAIN_MS: '10000', SHUTDOWN_TIMEOUT_MS: '300' })
    assert.equal(await service.stop(), 1)
    const last = service.logs.at(-1)
    assert.deepEqual([last?.level, last?.msg], ['fatal', 'ending at once'])
    assert.match(JSON.stringify(last?.err), /timeout \(300ms\)/)
  })
})
