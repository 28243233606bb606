import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const shim = fileURLToPath(new URL('../../bin/paved-road.js', import.meta.url))

describe('the command line', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'paved-road-cli-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const run = (args: string[], { cwd = folder, path = '', as = shim } = {}) =>
    spawnSync(process.execPath, [as, ...args], { cwd, encoding: 'utf8', env: { PATH: path } })

  const install = (directory: string, name: string, script: string) => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, name), script)
    chmodSync(join(directory, name), 0o755)
  }

  it('shows its version and the commands that exist', () => {
    assert.match(run(['--version']).stdout, /^\d+\.\d+\.\d+\n$/)
    const { stdout, status } = run(['--help'])
    assert.equal(status, 0)
    for (const name of ['canary', 'console', 'slo', 'stack'])
      assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
  })

  it('refuses a command that is not there, with where to get it, and exit 2', () => {
    for (const name of ['nothing', '../nothing', '__proto__', 'a;b', '']) {
      const { status, stderr, stdout } = run([name])
      assert.deepEqual([status, stdout], [2, ''], name)
      assert.match(stderr, /^CLI_COMMAND_UNKNOWN .*: see paved-road --help; .*generator-paved-road\n$/)
    }
  })

  it('refuses options it does not know, with exit 2', () => {
    for (const args of [['--port'], ['--otlp-port', 'x'], ['--otlp-port', '70000'], ['extra']]) {
      const { status, stderr } = run(['console', ...args])
      assert.equal(status, 2, args.join(' '))
      assert.match(stderr, /^CLI_OPTION_INVALID /)
    }
  })

  it("runs a project's own command from any folder below, with its arguments and exit code", () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7'
    install(join(folder, 'node_modules/.bin'), 'paved-road-greet.js', script)
    symlinkSync('paved-road-greet.js', join(folder, 'node_modules/.bin/paved-road-greet'))
    mkdirSync(join(folder, 'src/deep'), { recursive: true })
    const { status, stdout } = run(['greet', '--a', 'b c'], { cwd: join(folder, 'src/deep') })
    assert.deepEqual([status, stdout], [7, '["--a","b c"]\n'])
    assert.match(run(['--help']).stdout, /greet\s+installed/)
  })

  it('runs a command that lies beside the one it was started as', () => {
    const bin = join(folder, 'elsewhere/bin')
    install(bin, 'paved-road-beside', '#!/bin/sh\necho beside')
    symlinkSync(shim, join(bin, 'paved-road'))
    assert.equal(run(['beside'], { as: join(bin, 'paved-road') }).stdout, 'beside\n')
  })

  it('runs a command on PATH', () => {
    const bin = join(folder, 'path')
    install(bin, 'paved-road-onpath', '#!/bin/sh\necho on path')
    assert.equal(run(['onpath'], { path: bin }).stdout, 'on path\n')
  })

  it('receives telemetry until it is told to stop', async () => {
    const child = spawn(process.execPath, [shim, 'console', '--otlp-port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.setEncoding('utf8')
    const [line] = (await once(child.stdout, 'data')) as [string]
    const url = /http:\S+/.exec(line)?.[0]
    const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'GET /orders' }
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })
    await fetch(`${url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    const [drawn] = (await once(child.stdout, 'data')) as [string]
    assert.match(drawn, /trace a{32} {2}1 span/)
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
})
