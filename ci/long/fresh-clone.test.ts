// A newcomer's machine: a clone of what is committed, whatever Node is first on PATH, an empty npm cache, nothing
// else of ours in sight; once as whoever runs this, once as an ordinary user.
import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { unless } from '../components.ts'
import { tallyOf } from '../tally.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** `nobody`: initdb wants a user that the system knows. */
const ORDINARY_UID = 65534
const START_MS = 300_000
const TEST_MS = 900_000

/** In CI the same machine has just run all of them as root; here those that a user's own rights and home matter to. */
const STAGES = process.env.CI === 'true' ? ['--', 'ci', 'template', 'demo'] : []

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

interface Clone {
  run: (command: string[], limitMs: number) => SpawnSyncReturns<string>
}

function clone(uid?: number): Clone {
  const home = mkdtempSync(join(tmpdir(), 'newcomer-'))
  folders.push(home)
  const checkout = join(home, 'checkout')
  const git = spawnSync('git', ['clone', '--quiet', ROOT, checkout], { encoding: 'utf8' })
  assert.equal(git.status, 0, git.stderr)
  mkdirSync(join(home, 'tmp'))
  if (uid !== undefined) spawnSync('chown', ['-R', `${uid}:${uid}`, home])
  return {
    run: ([file = '', ...args], timeout) =>
      spawnSync(file, args, {
        cwd: checkout,
        env: environment(home),
        encoding: 'utf8',
        timeout,
        maxBuffer: 64 * 1024 ** 2,
        ...(uid !== undefined && { uid, gid: uid }),
      }),
  }
}

/** Nothing of the run that this test is part of: not its Node, nor its npm settings. */
function environment(home: string): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const proxies = Object.entries(process.env).filter(([name]) =>
    /^(https?|no)_proxy$|^npm_config_registry$/i.test(name),
  )
  return {
    ...Object.fromEntries(proxies),
    PATH: path.join(delimiter),
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    LANG: 'C.UTF-8',
  }
}

const notRoot = () => unless(process.getuid?.() === 0, 'root, to become another user,')

function startsOnce({ run }: Clone): void {
  const { status, stdout, stderr } = run(['npm', 'start', '--silent', '--', '--once', '--json'], START_MS)
  assert.equal(status, 0, stderr)
  const report = JSON.parse(stdout)
  assert.match(report.trace_id, /^[0-9a-f]{32}$/)
  assert.ok(report.spans.length > 1, 'the trace has a server span and at least one query')
}

test('npm start shows a trace on a fresh clone', () => startsOnce(clone()))

test('npm start and npm test do for an ordinary user, too', { skip: notRoot() }, () => {
  const checkout = clone(ORDINARY_UID)
  startsOnce(checkout)
  const { status, stdout, stderr } = checkout.run(['npm', 'test', ...STAGES], TEST_MS)
  assert.equal(status, 0, `${stdout.slice(-4000)}\n${stderr.slice(-2000)}`)
  assert.ok(tallyOf(stdout).passed > 0)
})
