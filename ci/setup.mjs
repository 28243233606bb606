#!/usr/bin/env node
// Makes a fresh clone ready, before `npm start`, `npm test` and `npm run bench`: installs what package-lock.json
// lists unless it is there already, checks that the pinned Node is, and builds the console's pages where they have changed.
// Runs on whatever Node the machine has and with nothing installed, so it is plain JavaScript without dependencies.
//   node ci/setup.mjs [folder of the project [seconds to wait for another process]]
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { areBuilt, buildPages } from './pages.mjs'

const LEAST_NODE = [20, 17]
const PINNED_MAJOR = 24
const POLL_MS = 200
/** Several times what an install takes over a slow line. */
const WAIT_SECONDS = 900

const [root = fileURLToPath(new URL('..', import.meta.url)), waitSeconds = WAIT_SECONDS] =
  process.argv.slice(2)
const lock = join(root, '.setup.lock')

class SetupError extends Error {
  constructor(code, place, what, remedy) {
    super(`${code} ${place} ${what}: ${remedy}`)
  }
}

function main() {
  requireNode(process.versions.node)
  if (!isInstalled()) withLock(() => isInstalled() || install())
  requirePinnedNode()
  if (!areBuilt(root)) withLock(() => areBuilt(root) || build())
}

function requireNode(version) {
  const [major, minor] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = LEAST_NODE
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  throw new SetupError(
    'SETUP_NODE_TOO_OLD',
    process.execPath,
    `is Node ${version}`,
    `install Node ${LEAST_NODE.join('.')} or later; the project then brings its own Node ${PINNED_MAJOR}`,
  )
}

/**
 * Whether node_modules holds what the lockfile lists. npm's own record of what it installed is compared with the
 * lockfile entry by entry, since times of files say little after a checkout.
 */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  if (!wanted)
    throw new SetupError(
      'SETUP_LOCKFILE_MISSING',
      root,
      'has no package-lock.json',
      'clone the repository again',
    )
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (!installed) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true // the workspace's own folders
    const found = installed[path]
    if (!found) return isOptional(entry) && !isForThisMachine(entry)
    return (
      found.version === entry.version && found.integrity === entry.integrity && existsSync(join(root, path))
    )
  })
}

function isOptional({ optional, devOptional }) {
  return optional === true || devOptional === true
}

/** Whether npm would install it for what this machine is, as it would the pinned Node. */
function isForThisMachine({ os, cpu, libc }) {
  if (!os && !cpu) return false
  return admits(os, process.platform) && admits(cpu, process.arch) && admits(libc, libcName())
}

/** As npm reads these: one name or several, `any`, or with `!` what will not do. */
function admits(listed, name) {
  const list = [listed ?? 'any'].flat()
  const wanted = list.filter((item) => !item.startsWith('!'))
  return (
    !list.includes(`!${name}`) && (wanted.length === 0 || wanted.includes(name) || wanted.includes('any'))
  )
}

function libcName() {
  if (process.platform !== 'linux') return undefined
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

function install() {
  process.stderr.write('Installing what package-lock.json lists (a minute the first time) …\n')
  const [command, ...args] = npm()
  // Standard output belongs to the command that is being prepared: it may be about to print JSON.
  const { status, error } = spawnSync(
    command,
    [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: command === 'npm.cmd',
    },
  )
  if (status === 0) return
  throw new SetupError(
    'SETUP_INSTALL_FAILED',
    join(root, 'package-lock.json'),
    `npm ci ${error ? error.message : `ended with code ${status}`}`,
    'see its message above; it needs the npm registry, and leave to write to this folder',
  )
}

/** npm as it runs this script, on the Node that runs it; without one, the npm on PATH. */
function npm() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  if (cli?.endsWith('.js') && existsSync(cli)) return [node ?? process.execPath, cli]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

function build() {
  const failure = buildPages(root)
  if (failure === undefined) return
  throw new SetupError(
    'SETUP_PAGES_FAILED',
    failure.place,
    `could not be built (${failure.what})`,
    'see its message above; the console runs without them',
  )
}

/**
 * Runs `work` in one process at a time. The lock is a folder that holds one file, named after its owner: the folder
 * comes into being with the file in it, and a dead owner's file is renamed to one's own. Each is one step of the
 * file system, and names the owner it replaces, so of several that try only one succeeds. A process that is killed
 * leaves its lock to the next.
 */
function withLock(work) {
  const mine = `${process.pid}-${randomBytes(6).toString('hex')}`
  const until = Date.now() + waitSeconds * 1000
  for (let announced = false; !takeLock(mine); sleep(POLL_MS)) {
    if (Date.now() >= until) throw lockedError()
    if (!announced) process.stderr.write('Another process is installing or building; waiting for it …\n')
    announced = true
  }
  try {
    work()
  } finally {
    rmSync(join(lock, mine), { force: true })
    removeIfEmpty(lock)
  }
}

function takeLock(mine) {
  const owner = lockOwner()
  if (owner) return !isAlive(pidOf(owner)) && succeeds(() => renameSync(join(lock, owner), join(lock, mine)))
  const draft = `${lock}.${mine}`
  try {
    mkdirSync(draft)
    writeFileSync(join(draft, mine), '')
  } catch (fault) {
    throw new SetupError(
      'SETUP_FOLDER_NOT_WRITABLE',
      root,
      `cannot be written (${fault.code})`,
      'own the folder or clone it anew',
    )
  }
  removeIfEmpty(lock) // what an owner left that ended between its two last steps
  const taken = succeeds(() => renameSync(draft, lock))
  if (!taken) rmSync(draft, { recursive: true, force: true })
  return taken
}

function lockOwner() {
  try {
    return readdirSync(lock)[0]
  } catch {
    return undefined
  }
}

function pidOf(owner) {
  return Number(owner.split('-')[0])
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (fault) {
    return fault.code === 'EPERM' // alive, and somebody else's
  }
}

function lockedError() {
  const owner = lockOwner()
  return new SetupError(
    'SETUP_LOCKED',
    lock,
    `is still ${owner ? `held by process ${pidOf(owner)}` : 'there, of nobody,'} after ${waitSeconds} s`,
    'let that process end or end it; if it is not installing this project, delete the lock',
  )
}

function removeIfEmpty(folder) {
  succeeds(() => rmdirSync(folder))
}

function succeeds(step) {
  try {
    step()
    return true
  } catch {
    return false
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** npm puts node_modules/.bin first on PATH, so scripts run on the pinned Node if it is there. */
function requirePinnedNode() {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (existsSync(pinned)) return
  const onPath = systemNodeMajor()
  if (onPath >= PINNED_MAJOR) return
  throw new SetupError(
    'SETUP_NO_PINNED_NODE',
    `${process.platform}-${process.arch}`,
    `has no Node ${PINNED_MAJOR} among the npm packages, and Node ${process.versions.node} is what this machine has`,
    `put Node ${PINNED_MAJOR} or later first on PATH (optional packages left out with --omit=optional also look like this)`,
  )
}

function systemNodeMajor() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
  const { stdout } = spawnSync('node', ['--version'], {
    env: { ...process.env, PATH: path.join(delimiter) },
    encoding: 'utf8',
  })
  return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0)
}

try {
  main()
} catch (fault) {
  process.stderr.write(`${fault instanceof SetupError ? fault.message : `SETUP_FAILED ${fault.stack}`}\n`)
  process.exitCode = 3
}
