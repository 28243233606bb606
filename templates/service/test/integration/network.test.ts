// Owner: paved-road
// A network between service and database that swallows everything: nothing is refused, nothing is answered.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import pg from 'pg'
import { startProbed } from '../support/probe.ts'
import type { Service } from '../support/service.ts'

/** Stands between the service and PostgreSQL; from `swallow` on it passes nothing, on what is open and what comes. */
async function startProxy() {
  const target = new URL(process.env.TEST_DATABASE_URL ?? '')
  const sockets: Socket[] = []
  let swallowing = false
  const server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.push(from)
      from.on('data', (chunk) => {
        if (!dead.has(inner)) to.write(chunk)
      })
      from.on('close', () => to.destroy())
      from.on('error', () => {})
    }
    if (swallowing) dead.add(inner)
  })
  const dead = new Set<Socket>()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    /** The address of `database` through this proxy. */
    through: (database: string) => {
      const url = new URL(database)
      url.host = `127.0.0.1:${port}`
      return url.href
    },
    /** Swallows on the connections that there are; with `all` on new ones too. */
    swallow: (all: boolean) => {
      swallowing = all
      for (const socket of sockets) dead.add(socket)
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code

describe('a network that swallows everything', { timeout: 60_000 }, () => {
  it('loses one request for each connection that it had, and no more once it is whole again', async () => {
    const proxy = await startProxy()
    const service = await throughProxy(proxy, {
      DATABASE_POOL_MAX: '1',
      DATABASE_STATEMENT_TIMEOUT_MS: '300',
    })
    try {
      assert.equal((await fetch(`${service.url}/probes`)).status, 200)
      proxy.swallow(false)
      const asked = performance.now()
      assert.equal(await codeOf(await fetch(`${service.url}/probes`)), 'DATABASE_UNAVAILABLE')
      assert.ok(performance.now() - asked < 2500)
      const again = await fetch(`${service.url}/probes`)
      assert.equal(again.status, 200, await again.text())
      assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
    } finally {
      proxy.swallow(false)
      assert.equal(await service.stop(), 0)
      proxy.close()
    }
  })

  it('is told as a database out of reach, not as a pool that is full', async () => {
    const proxy = await startProxy()
    const service = await throughProxy(proxy, {
      DATABASE_POOL_WAIT_MS: '800',
      DATABASE_STATEMENT_TIMEOUT_MS: '300',
    })
    try {
      assert.equal((await fetch(`${service.url}/probes`)).status, 200)
      proxy.swallow(true)
      assert.equal(await codeOf(await fetch(`${service.url}/probes`)), 'DATABASE_UNAVAILABLE') // the one it had
      assert.equal(await codeOf(await fetch(`${service.url}/probes`)), 'DATABASE_UNAVAILABLE') // none can be had
      const asked = performance.now()
      assert.equal((await fetch(`${service.url}/readyz`)).status, 503)
      assert.ok(performance.now() - asked < 1200)
      for (let n = 0; n < 5; n++) await fetch(`${service.url}/readyz`)
      const told = service.logs.filter(({ code }) => code === 'DATABASE_TROUBLE')
      assert.equal(told.length, 1, JSON.stringify(told))
    } finally {
      proxy.swallow(false)
      assert.equal(await service.stop(), 0)
      proxy.close()
    }
  })
})

describe('a pool that is busy', () => {
  it('does not make the service unready', async () => {
    const service = await startProbed({ DATABASE_POOL_MAX: '2', DATABASE_POOL_WAIT_MS: '2000' })
    const locker = new pg.Client({ connectionString: service.database.url })
    try {
      await locker.connect()
      await locker.query('begin; lock table probes in access exclusive mode')
      const held = [1, 2, 3].map(() => fetch(`${service.url}/probes`))
      await new Promise((resolve) => setTimeout(resolve, 200))
      const metrics = await (await fetch(`${service.url}/metrics`)).text()
      assert.match(metrics, /^db_client_connection_count\{db_client_connection_state="used".* 2$/m)
      for (let n = 0; n < 3; n++) assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
      await locker.query('rollback')
      for (const response of await Promise.all(held)) assert.equal(response.status, 200)
    } finally {
      await locker.end()
      await service.stop()
    }
  })
})

/** A service that was started on its database through `proxy`. */
async function throughProxy(
  proxy: Awaited<ReturnType<typeof startProxy>>,
  env: Record<string, string>,
): Promise<Service> {
  const direct = process.env.TEST_DATABASE_URL ?? ''
  process.env.TEST_DATABASE_URL = proxy.through(direct)
  try {
    return await startProbed(env)
  } finally {
    process.env.TEST_DATABASE_URL = direct
  }
}
