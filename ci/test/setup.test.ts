import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const SETUP = new URL('../setup.mjs', import.meta.url).pathname
const PACKAGE = { version: '1.0.0', integrity: 'sha512-a' }
const FOR_HERE = { version: '2.0.0', optional: true, os: [process.platform], cpu: process.arch }
const LOCKFILE = {
  packages: {
    '': { name: 'workspace' },
    part: { version: '0.1.0' },
    'node_modules/a': PACKAGE,
    'node_modules/for-here': FOR_HERE,
    'node_modules/for-elsewhere': { ...FOR_HERE, os: ['plan9'] },
    'node_modules/not-for-here': { ...FOR_HERE, os: [`!${process.platform}`] },
    'node_modules/other-libc': { ...FOR_HERE, libc: ['newlib'] },
    'node_modules/for-none-in-particular': { version: '2.0.0', optional: true },
  },
}
const INSTALLED = { packages: { 'node_modules/a': PACKAGE, 'node_modules/for-here': FOR_HERE } }
/** Stands in for npm: notes that it ran, and after a while "installs". */
const NPM = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
appendFileSync('runs', process.argv.slice(2).join(' ') + '\\n')
await new Promise((resolve) => setTimeout(resolve, 300))
if (process.env.NPM_FAILS) process.exit(1)
for (const folder of ['.bin', 'a', 'for-here']) mkdirSync('node_modules/' + folder, { recursive: true })
writeFileSync('node_modules/.bin/node', '')
writeFileSync('node_modules/.package-lock.json', process.env.INSTALLED)
`

let root: string
const roots: string[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-'))
  roots.push(root)
  write('package-lock.json', LOCKFILE)
  writeFileSync(join(root, 'npm.js'), NPM)
  write('package.json', { type: 'module' })
})

after(() => {
  for (const folder of roots) rmSync(folder, { recursive: true })
})

const write = (path: string, value: unknown) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), JSON.stringify(value))
}
const environment = (more: Record<string, string> = {}) => ({
  ...process.env,
  INSTALLED: JSON.stringify(INSTALLED),
  npm_execpath: join(root, 'npm.js'),
  npm_node_execpath: process.execPath,
  ...more,
})
const setup = (more?: Record<string, string>, flags: string[] = [], args: string[] = []) =>
  spawnSync(process.execPath, [...flags, SETUP, root, ...args], { env: environment(more), encoding: 'utf8' })
const several = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const child = spawn(process.execPath, [SETUP, root], { env: environment(), stdio: 'ignore' })
      const [code] = await once(child, 'exit')
      return code
    }),
  )
const lockAs = (pid: number) => write(`.setup.lock/${pid}-0`, null)
const locks = () => readdirSync(root).filter((name) => name.startsWith('.setup'))
const npmRuns = () =>
  existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8').trim().split('\n') : []

test('a fresh clone is installed, once, and standard output is left alone', () => {
  const first = setup()
  assert.equal(first.status, 0, first.stderr)
  assert.equal(first.stdout, '')
  assert.match(first.stderr, /Installing/)

  const second = setup()
  assert.deepEqual([second.status, second.stdout, second.stderr], [0, '', ''])
  assert.equal(npmRuns().length, 1)
  assert.match(npmRuns()[0] ?? '', /^ci /)
})

test('a lockfile that has moved on is installed again, whatever the times of the files', () => {
  setup()
  write('package-lock.json', { packages: { ...LOCKFILE.packages, 'node_modules/b': { version: '1.0.0' } } })
  setup()
  assert.equal(npmRuns().length, 2)
})

test('of several at once one installs and the others wait for it', async () => {
  const codes = await several(3)
  assert.deepEqual(codes, [0, 0, 0])
  assert.equal(npmRuns().length, 1)
})

test('what is for this machine is installed again when it is missing, as the pinned Node may be', () => {
  setup()
  write('node_modules/.package-lock.json', { packages: { 'node_modules/a': PACKAGE } })
  setup()
  assert.equal(npmRuns().length, 2, 'npm left it out')
  rmSync(join(root, 'node_modules/for-here'), { recursive: true })
  setup()
  assert.equal(npmRuns().length, 3, 'somebody deleted it')
  setup()
  assert.equal(npmRuns().length, 3)
})

test('the lock of a process that is gone is taken over by one of those that wait for it', async () => {
  lockAs(spawnSync(process.execPath, ['--eval', '']).pid)
  const codes = await several(4)
  assert.deepEqual(codes, [0, 0, 0, 0])
  assert.equal(npmRuns().length, 1)
  assert.deepEqual(locks(), [])
})

test('a lock whose owner ended between its two last steps holds nobody up', () => {
  mkdirSync(join(root, '.setup.lock'))
  assert.equal(setup().status, 0)
  assert.deepEqual(locks(), [])
})

test('a lock that is not let go ends the wait, with its path and its owner', () => {
  lockAs(process.pid)
  const { status, stderr } = setup({}, [], ['1'])
  assert.equal(status, 3)
  assert.match(
    stderr,
    new RegExp(`^SETUP_LOCKED \\S+\\.setup\\.lock is still held by process ${process.pid} after 1 s: `, 'm'),
  )
  assert.deepEqual(locks(), ['.setup.lock'], "and stays its owner's")
  assert.equal(npmRuns().length, 0)
})

test('SIGTERM ends it at once, and the next takes over', async () => {
  const child = spawn(process.execPath, [SETUP, root], { env: environment(), stdio: 'ignore' })
  while (npmRuns().length === 0) await sleep(10)
  child.kill('SIGTERM')
  const [, signal] = await once(child, 'exit')
  assert.equal(signal, 'SIGTERM')
  await sleep(500) // npm, which got no signal, ends
  rmSync(join(root, 'node_modules'), { recursive: true })
  assert.equal(setup().status, 0)
  assert.deepEqual(locks(), [])
})

test('an install that fails ends with 3 and says what to do', () => {
  const { status, stderr } = setup({ NPM_FAILS: '1' })
  assert.equal(status, 3)
  assert.match(stderr, /^SETUP_INSTALL_FAILED \S+package-lock\.json npm ci ended with code 1: /m)
  assert.deepEqual(locks(), [])
})

test('a Node that is too old is named, with the one that is needed', () => {
  writeFileSync(
    join(root, 'old.cjs'),
    "Object.defineProperty(process, 'versions', { value: { node: '20.16.0' } })",
  )
  const { status, stderr } = setup({}, ['--require', join(root, 'old.cjs')])
  assert.equal(status, 3)
  assert.match(stderr, /^SETUP_NODE_TOO_OLD \S+ is Node 20\.16\.0: install Node 20\.17 or later/)
})

test('a platform without a pinned Node is told so, unless its own Node will do', () => {
  setup()
  rmSync(join(root, 'node_modules/.bin/node'))
  const bin = join(root, 'bin')
  mkdirSync(bin)
  const pretend = (version: string) => {
    writeFileSync(join(bin, 'node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 })
    return setup({ PATH: `${bin}:/usr/bin:/bin` })
  }
  const old = pretend('v22.1.0')
  assert.equal(old.status, 3)
  assert.match(old.stderr, /^SETUP_NO_PINNED_NODE \w+-\w+ has no Node 24 among the npm packages/)
  assert.equal(pretend('v24.3.0').status, 0)
})

test("the console's pages are built when they are not there or of other sources, and only then", () => {
  setup()
  withPages()
  for (const time of ['first', 'unchanged']) {
    const { status, stdout, stderr } = setup()
    assert.deepEqual([status, stdout, stderr], [0, '', ''], time)
  }
  assert.equal(builds(), 1)
  writeFileSync(join(root, 'observability/console/contract.ts'), 'export interface Changed {}')
  setup()
  assert.equal(builds(), 2, 'what they share with the server has changed')
  writeFileSync(join(root, 'observability/conventions/attributes.ts'), 'export const CHANGED = 1')
  setup()
  assert.equal(builds(), 3, 'the names that they read have changed')
  rmSync(join(root, 'observability/console/pages/.built'), { recursive: true })
  setup()
  assert.equal(builds(), 4, 'somebody deleted them')
  assert.deepEqual(locks(), [])
})

test('pages that cannot be built end with 3 and say what to do', () => {
  setup()
  withPages()
  const { status, stderr } = setup({ VITE_FAILS: '1' })
  assert.equal(status, 3)
  assert.match(stderr, /^SETUP_PAGES_FAILED \S+pages could not be built \(vite ended with code 1\): /m)
})

/** Stands in for Vite: notes that it ran, and writes what it would. */
const VITE = `
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
if (process.env.VITE_FAILS) process.exit(1)
appendFileSync('../builds', '.')
rmSync('console/pages/.built', { recursive: true, force: true })
mkdirSync('console/pages/.built')
writeFileSync('console/pages/.built/index.html', '')
`

function withPages(): void {
  rmSync(join(root, 'node_modules/.bin/node'))
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'))
  write('observability/package.json', {})
  write('observability/console/pages/index.html', '')
  write('observability/conventions/attributes.ts', '')
  mkdirSync(join(root, 'node_modules/vite/bin'), { recursive: true })
  writeFileSync(join(root, 'node_modules/vite/bin/vite.js'), VITE)
}

const builds = () =>
  existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').length : 0
