// Owner: paved-road
// Telemetry cannot take the service down: standard output on a full disk, or read by nobody.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { METRICS } from '../../src/platform/conventions.ts'
import { createDatabase } from '../support/database.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Of a service that answers and whose standard output goes to `stdout`: its address, memory and end. */
async function withService(stdout: number, use: (url: string, child: ChildProcess) => Promise<void>) {
  const database = await createDatabase()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, ['--import', './src/platform/start.mjs', 'src/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: database.url,
      LOG_FORMAT: 'json',
      SHUTDOWN_DRAIN_MS: '0',
      OTEL_TRACES_EXPORTER: 'none',
    },
    stdio: ['ignore', stdout, 'inherit'],
  })
  try {
    for (const until = Date.now() + 10_000; Date.now() < until; await sleep(20)) {
      if (await fetch(url).catch(() => undefined)) break
    }
    await use(url, child)
  } finally {
    child.kill('SIGKILL')
    await database.drop()
  }
}

async function answersAndEnds(url: string, child: ChildProcess): Promise<void> {
  for (let n = 0; n < 600; n++) assert.equal((await fetch(`${url}/openapi.json`)).status, 200)
  const ended = once(child, 'exit')
  const asked = performance.now()
  child.kill('SIGTERM')
  assert.deepEqual(await Promise.race([ended, sleep(5000, 'still there', { ref: false })]), [0, null])
  assert.ok(performance.now() - asked < 3000)
}

describe('standard output', { timeout: 60_000 }, () => {
  it('on a full disk fails no request and holds up no end', { skip: !existsSync('/dev/full') }, async () => {
    const full = openSync('/dev/full', 'w')
    await withService(full, answersAndEnds)
    closeSync(full)
  })

  it('into a pipe that nobody reads fails no request and holds up no end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fifo-'))
    const path = join(folder, 'pipe')
    assert.equal(spawnSync('mkfifo', [path]).status, 0)
    const pipe = openSync(path, constants.O_RDWR)
    await withService(pipe, answersAndEnds)
    closeSync(pipe)
    rmSync(folder, { recursive: true })
  })

  it('keeps what fits while its reader stalls, counts the rest, and says so once it is read again', async () => {
    const child = script(`
      const { log } = await import('./src/platform/logging.ts')
      const { registry } = await import('./src/platform/metrics.ts')
      const filler = 'x'.repeat(1000)
      for (let n = 0; n < 40000; n++) {
        log.info({ n, filler })
        if (n % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      }
      const { values } = await registry.getSingleMetric('${METRICS.logLinesDropped}').get()
      process.stderr.write(JSON.stringify({ dropped: values[0].value, rss: process.memoryUsage.rss() }))
      process.stdin.once('data', () => process.exit())`)
    const [told] = await once(child.stderr, 'data')
    const { dropped, rss } = JSON.parse(told)
    assert.ok(dropped > 10_000 && dropped < 30_000, `${dropped} were dropped`)
    assert.ok(rss < 200 * 1024 * 1024, `${rss} bytes are held`)

    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('LOG_LINES_DROPPED') && text.endsWith('\n')) child.stdin.write('end')
    })
    await once(child, 'close')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const last = lines.pop()
    assert.deepEqual([last.code, last.lines, last.reason], ['LOG_LINES_DROPPED', dropped, 'EAGAIN'])
    assert.equal(lines.length + dropped, 40_000)
  })

  it('of a slow reader loses nothing', async () => {
    const child = script(`
      const { log } = await import('./src/platform/logging.ts')
      for (let n = 0; n < 20000; n++) {
        log.info({ n })
        if (n % 100 === 0) await new Promise(setImmediate)
      }`)
    let text = ''
    for await (const chunk of child.stdout) {
      text += chunk
      if (Math.random() < 0.1) await sleep(1)
    }
    assert.deepEqual(
      numbers(text),
      Array.from({ length: 20_000 }, (_, n) => n),
    )
  })

  for (const [end, last] of Object.entries({
    'an ordinary end': '',
    'a crash': 'throw new Error("crash")',
  })) {
    it(`has every line after ${end}`, async () => {
      const child = script(`
        const { log } = await import('./src/platform/logging.ts')
        for (let n = 0; n < 2000; n++) log.info({ n })
        ${last}`)
      assert.deepEqual(numbers(Buffer.concat(await child.stdout.toArray()).toString()).length, 2000)
    })
  }
})

const script = (source: string) =>
  spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: ROOT,
    env: { ...process.env, LOG_FORMAT: 'json', OTEL_LOGS_EXPORTER: 'none' },
    stdio: 'pipe',
  })

const numbers = (text: string): number[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).n)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
