// The shim under whatever Node this machine has first on PATH, which may be older than the pinned one.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const shim = fileURLToPath(new URL('../../bin/paved-road.js', import.meta.url))
const systemNode = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find(isExecutable)
const node = systemNode ?? process.execPath

describe(`paved-road started by ${node}`, () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'paved-road-node-'))
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
    const print = join(folder, 'node_modules/.bin/paved-road-print')
    writeFileSync(`${print}.js`, 'console.log(process.version, process.argv.slice(2).join())', {
      mode: 0o755,
    })
    symlinkSync('paved-road-print.js', print)
  })
  after(() => rmSync(folder, { recursive: true }))

  it('runs on Node 24 or later, and so does what it dispatches to', () => {
    const { stdout, stderr } = spawnSync(node, [shim, 'print', 'a b'], { cwd: folder, encoding: 'utf8' })
    const major = Number(/^v(\d+)\.\S+ a b\n$/.exec(stdout)?.[1])
    assert.ok(major >= 24, stdout + stderr)
  })

  it('passes on exit codes', () => {
    assert.equal(spawnSync(node, [shim, 'nothing'], { cwd: folder }).status, 2)
  })

  it('passes on signals, and ends with what it started', async () => {
    const args = [shim, 'console', '--otlp-port', '0']
    const child = spawn(node, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const url = /http:\S+/.exec(String(line))?.[0] ?? ''
    assert.equal((await fetch(`${url}/api/traces`)).status, 200)
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null])
    await assert.rejects(fetch(`${url}/api/traces`))
  })
})

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
