import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { RunbookView } from '../../console/contract.ts'
import { codeIn } from '../../console/markdown/tree.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { ask, refusal } from './sending.ts'

const template = fileURLToPath(new URL('../../../templates/service', import.meta.url))

describe('the runbooks of the service that the console is started in', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ otlpPort: 0, folders: [template] })
  })
  after(() => console.close())

  it('are given as they are written', async () => {
    const { markdown, values } = await ask<RunbookView>(
      console,
      '/api/runbooks/acme-orders/availability-fast-burn',
    )
    assert.match(markdown, /SloAvailabilityFastBurn/)
    assert.deepEqual(values, {})
  })

  it('are all that is given of any folder', async () => {
    for (const page of ['nothing', '..%2f..%2fpackage', '..', 'availability-fast-burn.md', '%00', 'a/b']) {
      const [status] = await refusal(`${console.url}/api/runbooks/acme-orders/${page}`)
      assert.equal(status, 404, page)
    }
    const [status, code] = await refusal(`${console.url}/api/runbooks/nobody/availability-fast-burn`)
    assert.deepEqual([status, code], [404, 'RUNBOOK_UNKNOWN'])
  })
})

describe('the runbooks of several services', () => {
  let folder: string
  let console: Console
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'console-'))
    service('orders', '# Of orders')
    console = await startConsole({ otlpPort: 0, folders: [folder] })
  })
  after(async () => {
    await console.close()
    rmSync(folder, { recursive: true })
  })
  const service = (name: string, page: string) => {
    mkdirSync(join(folder, name, 'runbooks'), { recursive: true })
    writeFileSync(
      join(folder, name, 'slo.json'),
      JSON.stringify({ version: 1, services: [{ name }], slos: [] }),
    )
    writeFileSync(join(folder, name, 'runbooks', 'down.md'), page)
  }
  const told = async (announcement: object) => {
    const response = await fetch(`${console.url}/api/services`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(announcement),
    })
    assert.equal(response.status, 200)
  }
  const down = (name: string) => ask<RunbookView>(console, `/api/runbooks/${name}/down`)

  it('are told apart by the service', async () => {
    assert.equal((await down('orders')).markdown, '# Of orders')
  })

  it('are files, and what is endless is none', { timeout: 20_000 }, async () => {
    const runbooks = join(folder, 'orders', 'runbooks')
    execFileSync('mkfifo', [join(runbooks, 'pipe.md'), join(folder, 'orders', 'targets.json')])
    symlinkSync('/dev/zero', join(runbooks, 'zeros.md'))
    for (const page of ['pipe', 'zeros'])
      assert.deepEqual(await refusal(`${console.url}/api/runbooks/orders/${page}`), [404, 'RUNBOOK_UNKNOWN'])
    await told({ folder }) // which has all folders looked at again
    assert.equal((await down('orders')).markdown, '# Of orders')
  })

  it('are there when a service has told where it is', async () => {
    const other = mkdtempSync(join(tmpdir(), 'console-'))
    mkdirSync(join(other, 'observability'))
    mkdirSync(join(other, 'runbooks'))
    writeFileSync(
      join(other, 'observability', 'slo.json'),
      JSON.stringify({ version: 1, services: [{ name: 'stock' }], slos: [] }),
    )
    writeFileSync(join(other, 'runbooks', 'down.md'), '# Of stock')
    await told({ folder: other, url: 'http://127.0.0.1:9' })
    assert.equal((await down('stock')).markdown, '# Of stock')
    rmSync(other, { recursive: true })
  })
})

describe('the queries on a runbook', () => {
  let answer: object
  let asked: string[] = []
  let prometheus: Server
  let console: Console
  before(async () => {
    prometheus = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      asked.push(new URLSearchParams(body).get('query') ?? '')
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((done) => prometheus.listen(0, '127.0.0.1', done))
    const { port } = prometheus.address() as AddressInfo
    console = await startConsole({
      otlpPort: 0,
      folders: [template],
      prometheus: `http://127.0.0.1:${port}`,
    })
  })
  after(async () => {
    await console.close()
    prometheus.close()
  })
  const values = async () =>
    (await ask<RunbookView>(console, '/api/runbooks/acme-orders/latency-fast-burn')).values

  it('are answered by the Prometheus that was named, by their text', async () => {
    asked = []
    answer = {
      data: { resultType: 'vector', result: [{ metric: { route: '/orders' }, value: [0, '0.5'] }] },
    }
    const answers = await values()
    assert.ok(Object.keys(answers).length > 0)
    assert.deepEqual(Object.keys(answers).sort(), asked.sort())
    for (const value of Object.values(answers))
      assert.deepEqual(value, { series: [{ labels: { route: '/orders' }, value: 0.5 }] })
  })

  it('stand in the page word for word, so that it shows each answer below its query', async () => {
    answer = { data: { resultType: 'vector', result: [] } }
    const view = await ask<RunbookView>(console, '/api/runbooks/acme-orders/latency-fast-burn')
    assert.deepEqual(Object.keys(view.values).sort(), [...new Set(codeIn(view.blocks, 'promql'))].sort())
  })

  it('have the reason in place of an answer where there is none', async () => {
    answer = { error: 'parse error' }
    for (const value of Object.values(await values())) assert.deepEqual(value, { error: 'parse error' })
    answer = { data: { resultType: 'vector', result: 'no' } }
    for (const value of Object.values(await values()))
      assert.deepEqual(value, { error: 'Prometheus answered with 200' })
  })
})
