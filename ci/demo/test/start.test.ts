// The demo as users and CI run it, and proof that its checks can fail: on copies of the stamped service, each
// broken in one place, it must name that place's stage.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CODES } from '../stages.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const stamped = join(root, '.demo', 'demo-orders')
const copies = join(root, '.demo', 'broken')

const start = (...args: string[]) => {
  const child = spawn(process.execPath, ['ci/start.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, stdout: text(child.stdout), stderr: text(child.stderr), exit: exitOf(child) }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit')
  return code
}

function copyOf(name: string, file: string, from: string, to: string): string {
  const copy = join(copies, name)
  cpSync(stamped, copy, {
    recursive: true,
    filter: (path) => !['node_modules', '.data'].includes(basename(path)),
  })
  symlinkSync(join(stamped, 'node_modules'), join(copy, 'node_modules'))
  const source = readFileSync(join(copy, file), 'utf8')
  assert.ok(source.includes(from), `${file} no longer holds: ${from}`)
  writeFileSync(join(copy, file), source.replace(from, to))
  return copy
}

describe('npm start -- --once --json', () => {
  before(() => mkdirSync(copies, { recursive: true }))
  after(() => rmSync(copies, { recursive: true, force: true }))

  it('stamps, runs and verifies a service, and reports on it', async () => {
    const { stdout, stderr, exit } = start('--once', '--json')
    assert.equal(await exit, 0, await stderr)
    const report = JSON.parse(await stdout)
    assert.equal(report.service, 'demo-orders')
    assert.match(report.trace_id, /^[0-9a-f]{32}$/)
    assert.ok(report.spans.includes('GET /orders/:id'))
    assert.ok(report.spans.some((name: string) => name === 'select orders'))
    assert.equal(report.log.trace_id, report.trace_id)
    assert.equal(report.metrics.find(({ route }: { route: string }) => route === '/orders/:id').requests, 7)
    const stages = ['stamp', 'install', 'start', 'traffic', 'trace', 'metrics', 'log', 'database']
    assert.deepEqual(Object.keys(report.timings_ms), stages)
  })

  const OBSERVE = 'src/platform/http/observe.ts'
  const breaks = [
    {
      what: 'an exporter that sends elsewhere',
      stage: 'trace',
      file: 'src/platform/telemetry/instrument.ts',
      from: 'process.env.OTEL_EXPORTER_OTLP_ENDPOINT ??= config.OTEL_EXPORTER_OTLP_ENDPOINT',
      to: "process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9'",
    },
    {
      what: 'a metric that misses requests',
      stage: 'metrics',
      file: OBSERVE,
      from: 'requestDuration.observe(labels',
      to: 'if (status !== 404) requestDuration.observe(labels',
    },
    {
      what: 'exemplars of other traces',
      stage: 'metrics',
      file: 'src/platform/metrics.ts',
      from: 'return ids',
      to: "return { trace_id: 'e'.repeat(32), span_id: 'e'.repeat(16) }",
    },
    {
      what: "a log line with another trace's id",
      stage: 'log',
      file: OBSERVE,
      from: '...traceIds(span), request_id',
      to: "...traceIds(span), trace_id: 'f'.repeat(32), request_id",
    },
    {
      what: 'an insert that does not happen',
      stage: 'database',
      file: 'src/modules/orders/repository.ts',
      from: 'await db.transaction(',
      to: 'if (order.id) return\n      await db.transaction(',
    },
  ] as const

  for (const { what, stage, file, from, to } of breaks) {
    it(`exits 3 and names ${stage} for ${what}`, async () => {
      const copy = copyOf(what.replaceAll(/\W+/g, '-'), file, from, to)
      const { stdout, stderr, exit } = start('--once', '--json', '--dir', copy)
      assert.equal(await exit, 3, await stderr)
      const { error } = JSON.parse(await stdout)
      assert.deepEqual([error.stage, error.code], [stage, CODES[stage]])
      assert.ok(error.message && error.remedy)
    })
  }

  it('exits 3 and names start for a service that does not come up', async () => {
    const copy = copyOf('does-not-start', 'src/main.ts', 'assertTelemetry()', "throw new Error('broken')")
    const { stdout, exit } = start('--once', '--json', '--dir', copy)
    assert.equal(await exit, 3)
    const { error } = JSON.parse(await stdout)
    assert.equal(error.stage, 'start')
    assert.match(error.remedy, /Error: broken/)
  })

  it('exits 2 for an option it does not know', async () => {
    const { stderr, exit } = start('--twice')
    assert.equal(await exit, 2)
    assert.match(await stderr, /^DEMO_OPTION_INVALID /)
  })
})

describe('npm start', () => {
  it('shows where to look, stays, and stops all it started on Ctrl-C', async () => {
    const { child, stdout, stderr, exit } = start('--dir', stamped)
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ctrl-C')) child.emit('staying')
    })
    await once(child, 'staying')
    const database = new URL(readFileSync(join(stamped, '.data', 'database-url'), 'utf8'))
    assert.equal(await answers(Number(database.port)), true)
    child.kill('SIGINT')
    assert.equal(await exit, 0, await stderr)

    const shown = await stdout
    const service = /service +(http\S+)\/orders/.exec(shown)?.[1]
    assert.match(shown, /GET \/orders\/:id +\d+ms +█/)
    assert.match(shown, /route +requests/)
    assert.match(shown, /"msg":"request"/)
    assert.equal(await answers(Number(new URL(service ?? '').port)), false)
    assert.equal(await answers(Number(database.port)), false)
  })
})

describe('the codes of npm start', () => {
  it('are those documented, and no others', () => {
    const page = readFileSync(join(root, 'docs/reference/errors-demo.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `(DEMO_[A-Z_]+)` +\| (\w+) +\|/gm)].map(([, code, stage]) => [
      stage,
      code,
    ])
    assert.deepEqual(rows, Object.entries(CODES))
  })
})

/** Whether something listens on a local port. */
async function answers(port: number): Promise<boolean> {
  const { connect } = await import('node:net')
  const socket = connect(port, '127.0.0.1')
  return new Promise((done) => {
    socket.once('connect', () => done(true)).once('error', () => done(false))
  }).finally(() => socket.destroy()) as Promise<boolean>
}
