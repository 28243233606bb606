// What becomes of a console whose worker falls.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { CodedError } from '../../cli/errors.ts'
import type { ConsoleStatus } from '../../console/contract.ts'
import { Engine, EngineLost } from '../../console/engine/engine.ts'
import type { EngineOptions } from '../../console/engine/messages.ts'
import { exportRequest } from './sending.ts'
import { span, TRACE_ID } from './spans.ts'

const folder = mkdtempSync(join(tmpdir(), 'engine-'))
after(() => rmSync(folder, { recursive: true }))

const OPTIONS: EngineOptions = {
  version: '0',
  startedAt: 0,
  url: '',
  otlpUrl: '',
  services: [],
  folders: [],
  prometheus: undefined,
  byteLimit: undefined,
  persist: undefined,
}

/** Answers what it is asked, but falls when it is asked for /fall. */
const FALLING = `import { parentPort as port } from 'node:worker_threads'
port.on('message', (messages) => {
  for (const { kind, id, request } of messages) {
    if (kind === 'close') port.close()
    else if (request?.target === '/fall') throw new Error('fell over')
    else if (kind === 'ask') port.postMessage([{ kind: 'answered', id, status: 200, json: new Uint8Array() }])
  }
})
port.postMessage([{ kind: 'ready' }])`

/** Answers with the paths it was asked for until now, a moment after. */
const RECORDING = `import { parentPort as port } from 'node:worker_threads'
const asked = []
port.on('message', (messages) => {
  for (const { kind, id, request } of messages) {
    if (kind === 'close') port.close()
    if (kind === 'ask') {
      asked.push(request.target)
      const json = new TextEncoder().encode(JSON.stringify(asked))
      setTimeout(() => port.postMessage([{ kind: 'answered', id, status: 200, json }]), 50)
    }
  }
})
port.postMessage([{ kind: 'ready' }])`

const UNABLE = `import { parentPort as port } from 'node:worker_threads'
port.postMessage([{ kind: 'failed', error: { code: 'CONSOLE_PORT_TAKEN', place: 'x', message: 'no', remedy: 'go' } }])`

/** The console's own, which falls when it is asked for /fall. */
const REAL = `import { parentPort as port } from 'node:worker_threads'
await import(${JSON.stringify(new URL('../../console/engine/worker.ts', import.meta.url).href)})
port.on('message', (messages) => {
  if (messages.some(({ request }) => request?.target === '/fall')) throw new Error('fell over')
})`

function engine(source: string, options = OPTIONS) {
  const file = join(folder, `${Math.random()}.mjs`)
  writeFileSync(file, source)
  const told: string[] = []
  const changed: string[] = []
  let failed: (error: CodedError) => void = () => {}
  const failure = new Promise<CodedError>((done) => {
    failed = done
  })
  const events = {
    told: (text: string) => told.push(text),
    changed: (kinds: readonly string[]) => changed.push(...kinds),
    failed,
  }
  return { engine: new Engine(options, events, pathToFileURL(file)), told, changed, failure }
}

const asking = (target: string) => ({ method: 'GET', target }) as const

describe('queries', () => {
  it('are asked one after the other, without those that nobody waits for any more', async (test) => {
    const { engine: one } = engine(RECORDING)
    test.after(() => one.close())
    await one.ready
    const gone = new AbortController()
    const first = one.ask(asking('/first'))
    const unwanted = one.ask(asking('/unwanted'), gone.signal)
    const last = one.ask(asking('/last'))
    gone.abort()
    await assert.rejects(unwanted, EngineLost)
    const seen = [await first, await last].map(({ json }) => JSON.parse(Buffer.from(json).toString()))
    assert.deepEqual(seen, [['/first'], ['/first', '/last']])
  })
})

describe('a worker that falls', () => {
  it('is told of, fails what was under way, and is started again', async () => {
    const { engine: one, told, changed } = engine(FALLING)
    await one.ready
    const [, next] = await Promise.all([
      assert.rejects(one.ask(asking('/fall')), EngineLost),
      one.ask(asking('/any')),
      assert.rejects(one.ingest('traces', 'application/json', new Uint8Array(9)), EngineLost),
    ])
    assert.equal(next.status, 200, 'what still waited is asked of the new one')
    assert.match(told.join('\n'), /^CONSOLE_ENGINE_FAILED what keeps the telemetry fell \(fell over\)/)
    assert.ok(changed.includes('traces'), 'pages ask again')
    assert.equal((await one.ask(asking('/any'))).status, 200)
    await one.close()
  })

  it('begins again with what was persisted', async () => {
    const persist = { folder: join(folder, 'kept'), bytes: 1e6 }
    const { engine: one } = engine(REAL, { ...OPTIONS, persist })
    await one.ready
    const body = Buffer.from(JSON.stringify(exportRequest([span(1, 0, 1)])))
    await one.ingest('traces', 'application/json', new Uint8Array(body))
    const persisted = async () => {
      const { json } = await one.ask(asking('/api/status'))
      return (JSON.parse(Buffer.from(json).toString()) as ConsoleStatus).persist?.bytes ?? 0
    }
    for (const until = Date.now() + 10_000; (await persisted()) === 0 && Date.now() < until; ) await sleep(50)
    await assert.rejects(one.ask(asking('/fall')), EngineLost)
    const { json } = await one.ask(asking('/api/traces'))
    const { traces } = JSON.parse(Buffer.from(json).toString())
    assert.deepEqual(
      traces.map(({ traceId }: { traceId: string }) => traceId),
      [TRACE_ID],
    )
    await one.close()
  })

  it('ends the console where it falls again soon', async () => {
    const { engine: one, failure } = engine(FALLING)
    for (let time = 0; time < 2; time++) await assert.rejects(one.ask(asking('/fall')), EngineLost)
    const error = await failure
    assert.deepEqual([error.code, error.exitCode], ['CONSOLE_ENGINE_FAILED', 3])
    await one.close()
  })

  it('ends the console with its own words where it cannot start', async () => {
    const { engine: one } = engine(UNABLE)
    await assert.rejects(one.ready, { code: 'CONSOLE_PORT_TAKEN', place: 'x', remedy: 'go' })
    await one.close()
  })
})
