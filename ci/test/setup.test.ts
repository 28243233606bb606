import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, beforeEach, test } from 'node:test'

const SETUP = new URL('../setup.mjs', import.meta.url).pathname
const PACKAGE = { version: '1.0.0', integrity: 'sha512-a' }
const LOCKFILE = {
  packages: {
    '': { name: 'workspace' },
    part: { version: '0.1.0' },
    'node_modules/a': PACKAGE,
    'node_modules/other-platform': { version: '2.0.0', optional: true },
  },
}
/** Stands in for npm: notes that it ran, and after a while "installs". */
const NPM = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
appendFileSync('runs', process.argv.slice(2).join(' ') + '\\n')
await new Promise((resolve) => setTimeout(resolve, 300))
if (process.env.NPM_FAILS) process.exit(1)
mkdirSync('node_modules/.bin', { recursive: true })
writeFileSync('node_modules/.bin/node', '')
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': ${JSON.stringify(PACKAGE)} } }))
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
  PAVED_ROAD_ROOT: root,
  npm_execpath: join(root, 'npm.js'),
  npm_node_execpath: process.execPath,
  ...more,
})
const setup = (more?: Record<string, string>, flags: string[] = []) =>
  spawnSync(process.execPath, [...flags, SETUP], { env: environment(more), encoding: 'utf8' })
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
  const codes = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve) =>
          spawn(process.execPath, [SETUP], { env: environment(), stdio: 'ignore' }).on('exit', resolve),
        ),
    ),
  )
  assert.deepEqual(codes, [0, 0, 0])
  assert.equal(npmRuns().length, 1)
})

test('the lock of a process that is gone does not hold anybody up', () => {
  const gone = spawnSync(process.execPath, ['--eval', '']).pid
  writeFileSync(join(root, '.setup.lock'), String(gone))
  assert.equal(setup().status, 0)
  assert.equal(existsSync(join(root, '.setup.lock')), false)
})

test('an install that fails ends with 3 and says what to do', () => {
  const { status, stderr } = setup({ NPM_FAILS: '1' })
  assert.equal(status, 3)
  assert.match(stderr, /^SETUP_INSTALL_FAILED \S+package-lock\.json npm ci ended with code 1: /m)
  assert.equal(existsSync(join(root, '.setup.lock')), false)
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
