// Releases on one machine under traffic, through a real HAProxy: what users notice, which must be nothing.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { report, stampedFor } from '../../../generator/test/deploy/support/cluster.ts'
import { type Engine, startEngine } from '../../../generator/test/deploy/support/engine.ts'
import { machine } from '../../../generator/test/deploy/support/machine.ts'
import { temporary } from '../../../generator/test/support/run.ts'
import { requireComponent } from '../../components.ts'

const CLIENTS = 8
/** So long each of the situations is looked at. */
const LOOK_MS = 1200

describe('users of a service that is released on one machine', () => {
  it('lose no request and have none done twice, whatever becomes of the release', async (t) => {
    const place = await startPlace(t)
    if (!place) return
    const { engine, release } = place
    await release('install --image shop-api:1 --version 1.0.0')
    const traffic = startTraffic(engine.entrance)
    t.after(traffic.stop)

    await release('canary --image shop-api:2 --version 2.0.0')
    assertShares(await traffic.during(LOOK_MS), { '1.0.0': 0.8, '1.0.0+baseline': 0.1, '2.0.0': 0.1 })
    await release('promote --version 2.0.0')
    assertShares(await traffic.during(LOOK_MS), { '2.0.0': 1 })
    await release('rollback --version 2.0.0')
    assertShares(await traffic.during(LOOK_MS), { '1.0.0': 1 })
    await release('canary --image shop-api:3 --version 3.0.0')
    await release('rollback --version 3.0.0')
    assertShares(await traffic.during(LOOK_MS), { '1.0.0': 1 })
    await release('canary --image shop-api:4 --version 4.0.0 --strategy blue-green')
    assertShares(await traffic.during(LOOK_MS), { '4.0.0': 1 })
    await release('promote --version 4.0.0')
    assertShares(await traffic.during(LOOK_MS), { '4.0.0': 1 })
    await release('install --image shop-api:4 --version 4.0.0')

    const { answered, failed, sent } = await traffic.stop()
    assert.deepEqual(failed, [])
    assert.ok(answered > 500, `${answered} requests`)
    assert.deepEqual([...engine.made.keys()].sort(), sent.toSorted())
    assert.deepEqual(
      [...engine.made].filter(([, times]) => times !== 1),
      [],
    )
  })

  it('are sent as before by a proxy that was started anew', async (t) => {
    const place = await startPlace(t)
    if (!place) return
    const { engine, release } = place
    await release('install --image shop-api:1 --version 1.0.0')
    await release('canary --image shop-api:2 --version 2.0.0')
    const weights = [80, 10, 10]
    assert.deepEqual(await weightsAt(engine), weights)
    await engine.restartProxy()
    assert.deepEqual(await weightsAt(engine), weights)
  })
})

/** A stamped service and an engine to release it to; undefined without HAProxy. */
async function startPlace(t: TestContext) {
  const [haproxy] = requireComponent(t, 'haproxy')
  if (!haproxy) return undefined
  const folder = temporary()
  t.after(() => folder[Symbol.dispose]())
  const service = stampedFor('host', folder.path)
  const engine = await startEngine(haproxy.path, () => join(folder.path, 'machine'))
  t.after(engine.stop)
  const configuration = join(service, 'deploy/host/haproxy.cfg')
  writeFileSync(configuration, engine.adapted(readFileSync(configuration, 'utf8')))
  const { releasing } = machine(service, folder.path, engine.url)
  return { engine, release: async (command: string) => report(await releasing(command)) }
}

async function weightsAt({ tell }: Engine): Promise<number[]> {
  const [, , ...lines] = (await tell('show servers state service')).trim().split('\n')
  return lines.map((line) => Number(line.split(' ')[7]))
}

/** Within what chance does with some hundred requests. */
function assertShares(versions: readonly string[], expected: Record<string, number>): void {
  assert.deepEqual([...new Set(versions)].sort(), Object.keys(expected).sort())
  for (const [version, share] of Object.entries(expected)) {
    const seen = versions.filter((one) => one === version).length / versions.length
    assert.ok(Math.abs(seen - share) < 0.05, `${version} had ${seen} of ${versions.length} requests`)
  }
}

/** Clients that read and write in turn, each on a connection that it keeps. */
function startTraffic(entrance: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const answers: string[] = []
  const failed: string[] = []
  const sent: string[] = []
  let goesOn = true

  async function client(name: number): Promise<void> {
    for (let turn = 0; goesOn; turn++) {
      const method = turn % 2 === 0 ? 'GET' : 'POST'
      const id = `${name}-${turn}`
      if (method === 'POST') sent.push(id)
      try {
        const { status, body } = await ask(entrance, agent, method, id)
        if (status === 200) answers.push(body)
        else failed.push(`${method} ${id}: ${status}`)
      } catch (fault) {
        failed.push(`${method} ${id}: ${fault}`)
      }
    }
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)))

  return {
    /** The versions that answered meanwhile. */
    async during(milliseconds: number): Promise<string[]> {
      const from = answers.length
      await sleep(milliseconds)
      return answers.slice(from)
    },
    async stop() {
      goesOn = false
      await clients
      agent.destroy()
      return { answered: answers.length, failed, sent }
    },
  }
}

function ask(url: string, agent: Agent, method: string, id: string) {
  return new Promise<{ status: number | undefined; body: string }>((done, fail) => {
    const asked = request(url, { agent, method }, (response) => {
      const chunks: string[] = []
      response.on('data', (chunk) => chunks.push(String(chunk)))
      response.on('end', () => done({ status: response.statusCode, body: chunks.join('') }))
      response.on('error', fail)
    })
    asked.on('error', fail)
    asked.end(method === 'POST' ? id : undefined)
  })
}
