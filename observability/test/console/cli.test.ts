// paved-road console as people start it: alone, and with a command beside it.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../ci/free-port.ts'
import type { RunbookView, TraceList } from '../../console/contract.ts'
import { ask, send } from './sending.ts'
import { span } from './spans.ts'

const SHIM = fileURLToPath(new URL('../../bin/paved-road.js', import.meta.url))
const TEMPLATE = fileURLToPath(new URL('../../../templates/service', import.meta.url))
const PATIENCE_MS = 20_000
const ALL_MS = 120_000

interface Run {
  readonly child: ChildProcess
  readonly output: () => string
  readonly says: (pattern: RegExp) => Promise<string>
  readonly ended: Promise<number | string>
}

const started: ChildProcess[] = []
after(() => {
  for (const child of started) {
    child.kill('SIGKILL')
    // What it left behind may hold them open.
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
  }
})

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...inherited } = process.env
  const child = spawn(process.execPath, [SHIM, 'console', ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  const says = async (pattern: RegExp) => {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(20)) {
      const found = pattern.exec(output)
      if (found) return found[1] ?? found[0]
    }
    assert.fail(`it did not say ${pattern}:\n${output}`)
  }
  return { child, output: () => output, says, ended }
}

/** A command that runs this JavaScript. */
const script = (code: string): string[] => ['--', process.execPath, '-e', code]
const BEGIN = /^Console: (http[^\s;]+)/m

describe('paved-road console', { timeout: ALL_MS }, () => {
  it('says where it is, draws each trace that has come to rest, and ends when told to', async () => {
    const console = run(['--otlp-port', '0'])
    const url = await console.says(BEGIN)
    await send({ otlpUrl: url }, [span(1, 0, 4, { name: 'GET /orders' })])
    await console.says(/GET \/orders +4\.00ms +█/)
    console.child.kill('SIGTERM')
    assert.equal(await console.ended, 0)
    assert.equal(console.output().match(/GET \/orders/g)?.length, 1, 'once')
  })

  it('draws nothing where it is to be quiet', async () => {
    const console = run(['--otlp-port', '0', '--quiet'])
    const url = await console.says(BEGIN)
    await send({ otlpUrl: url }, [span(1, 0, 4)])
    await sleep(2_000)
    console.child.kill('SIGINT')
    assert.equal(await console.ended, 0)
    assert.match(console.output(), /^Console: \S+ \(Ctrl-C stops\)\n$/)
  })

  it('warns who can see it where it is told to listen for others', async () => {
    const console = run(['--otlp-port', '0', '--host', '0.0.0.0'])
    await console.says(/^Whoever reaches 0\.0\.0\.0 can read and send everything/m)
    console.child.kill('SIGTERM')
    assert.equal(await console.ended, 0)
  })

  it('refuses what it cannot do, with what it can', async () => {
    for (const args of [['--port', '70000'], ['extra']]) {
      const { ended, output } = run(args)
      assert.equal(await ended, 2, args.join(' '))
      assert.match(output(), /^CLI_OPTION_INVALID .*see paved-road console --help$/m)
    }
  })

  it('keeps telemetry for the next one, and no two at once in one folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kept-'))
    const args = ['--otlp-port', '0', '--quiet', '--persist', folder]
    const first = run(args)
    await send({ otlpUrl: await first.says(BEGIN) }, [span(1, 0, 4)])
    const beside = run(args)
    assert.equal(await beside.ended, 3)
    assert.match(beside.output(), /^CONSOLE_FOLDER_TAKEN \S+ process \d+ keeps its telemetry/m)
    first.child.kill('SIGTERM')
    assert.equal(await first.ended, 0)
    const next = run(args)
    const { traces } = await ask<TraceList>({ url: await next.says(BEGIN) }, '/api/traces')
    assert.equal(traces.length, 1)
    next.child.kill('SIGTERM')
    assert.equal(await next.ended, 0)
    rmSync(folder, { recursive: true })
  })

  it('says that something else has its port', async () => {
    const other = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const port = String((other.address() as AddressInfo).port)
    for (const command of [[], script('')]) {
      const { ended, output } = run(['--otlp-port', port, ...command])
      assert.equal(await ended, 3)
      assert.match(output(), /^CONSOLE_PORT_TAKEN 127\.0\.0\.1:\d+ is in use/m)
    }
    other.close()
  })
})

describe('a command beside the console', { timeout: ALL_MS }, () => {
  const VARIABLES = ['ENDPOINT', 'LOGS', 'SPANS', 'LINES']
  const told = `const { OTEL_EXPORTER_OTLP_ENDPOINT: a, OTEL_LOGS_EXPORTER: b, OTEL_BSP_SCHEDULE_DELAY: c,
    OTEL_BLRP_SCHEDULE_DELAY: d } = process.env
    ;[a, b, c, d].forEach((value, at) => console.log(${JSON.stringify(VARIABLES)}[at] + '=' + value))`

  it('is set up to send there, soon, and its exit code is that of all', async () => {
    const { ended, output } = run(['--otlp-port', '0', ...script(`${told}; process.exitCode = 7`)])
    assert.equal(await ended, 7, output())
    const url = BEGIN.exec(output())?.[1]
    assert.ok(output().includes(`ENDPOINT=${url}\nLOGS=otlp\nSPANS=300\nLINES=300\n`), output())
  })

  it('keeps what is set already', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere', OTEL_LOGS_EXPORTER: 'none' }
    const { ended, output } = run(['--otlp-port', '0', ...script(told)], env)
    assert.equal(await ended, 0)
    assert.match(output(), /^ENDPOINT=http:\/\/elsewhere\nLOGS=none\nSPANS=300$/m)
  })

  for (const [sent, received] of [
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGTERM'],
  ] as const) {
    it(`has ${received} passed on, once, for ${sent}, and all wait for it to end`, async () => {
      const service = `setInterval(() => {}, 1000)
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
          process.on(signal, () => { console.log('got ' + signal); setTimeout(() => process.exit(5), 300) })
        console.log('up')`
      const { child, says, ended, output } = run(['--otlp-port', '0', ...script(service)])
      await says(/^up$/m)
      child.kill(sent)
      await sleep(50)
      child.kill(sent) // as npm does
      assert.equal(await ended, 5)
      assert.deepEqual(output().match(/got \w+/g), [`got ${received}`])
    })
  }

  it('ends with what it started, also where it does not see to that itself', async () => {
    const service = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000);' +
      'process.on("SIGTERM", () => { console.log("rest ended"); process.exit() }); console.log("rest up")'],
      { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    const { child, says, ended } = run(['--otlp-port', '0', ...script(service)])
    await says(/^rest up$/m)
    child.kill('SIGTERM')
    await says(/^rest ended$/m)
    assert.equal(await ended, 143)
  })

  it('is named where it cannot be started', async () => {
    const { ended, output } = run(['--otlp-port', '0', '--', 'no-such-program'])
    assert.equal(await ended, 3)
    assert.match(output(), /^CONSOLE_COMMAND_FAILED no-such-program cannot be started \(ENOENT\): /m)
  })

  it('sends to a Collector that has the port, and there is no console', async () => {
    const asked: (string | undefined)[] = []
    const collector = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`)
      const found = url === '/v1/traces'
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
    }).listen(0, '127.0.0.1')
    await once(collector, 'listening')
    const { port } = collector.address() as AddressInfo
    const { ended, output } = run(['--otlp-port', String(port), ...script(`${told}; process.exitCode = 6`)])
    assert.equal(await ended, 6, output())
    assert.match(output(), /^Telemetry goes to what takes it at \S+ already; no console is started\.$/m)
    assert.ok(output().includes(`ENDPOINT=http://127.0.0.1:${port}\nLOGS=otlp\n`), output())
    assert.deepEqual(asked, ['GET /api/status', 'POST /v1/traces'])
    const alone = run(['--otlp-port', String(port)])
    assert.equal(await alone.ended, 3)
    collector.close()
  })

  const arrangements: [string, (telemetry: string, pages: string) => string[]][] = [
    ['', (telemetry) => ['--otlp-port', telemetry]],
    [', though its pages are elsewhere', (telemetry, pages) => ['--otlp-port', telemetry, '--port', pages]],
  ]
  for (const [where, ports] of arrangements)
    it(`sends to the console that runs already${where}, which then shows its service as well`, async () => {
      const [telemetry, pages] = [await freePort(), await freePort()].map(String) as [string, string]
      const first = run([...ports(telemetry, pages), '--folder', '/'])
      const url = await first.says(BEGIN)
      const beside = ['--otlp-port', telemetry, '--folder', TEMPLATE]
      const second = run([...beside, ...script(`${told}; process.exitCode = 4`)])
      assert.equal(await second.ended, 4)
      assert.ok(second.output().includes(`The console at ${url} runs already`), second.output())
      assert.ok(second.output().includes(`ENDPOINT=http://127.0.0.1:${telemetry}\n`))
      const path = '/api/runbooks/acme-orders/latency-fast-burn'
      assert.match((await ask<RunbookView>({ url }, path)).markdown, /SloLatencyFastBurn/)
      const alone = run(['--otlp-port', telemetry, '--port', await freePort().then(String)])
      assert.equal(await alone.ended, 3)
      assert.ok(alone.output().includes(`has a console already: open ${url}`), alone.output())
      first.child.kill('SIGTERM')
      assert.equal(await first.ended, 0)
    })

  it('goes on where the console cannot', async () => {
    const FALLING = `import { isMainThread } from 'node:worker_threads'
      if (!isMainThread) setTimeout(() => { throw new Error('no more') }, 300)`
    const waiting =
      'process.on("SIGTERM", () => process.exit(5)); console.log("up"); setInterval(() => {}, 1e6)'
    const { child, says, ended } = run(['--otlp-port', '0', ...script(waiting)], {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(FALLING)}`,
    })
    await says(/^up$/m)
    await says(/CONSOLE_ENGINE_FAILED.*CONSOLE_ENGINE_FAILED/s)
    child.kill('SIGTERM')
    assert.equal(await ended, 5)
  })
})
