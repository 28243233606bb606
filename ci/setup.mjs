#!/usr/bin/env node
// Makes a fresh clone ready, before `npm start`, `npm test` and `npm run bench`: installs what package-lock.json
// lists unless it is there already, and checks that the pinned Node is. Runs on whatever Node the machine has and
// with nothing installed, so it is plain JavaScript without dependencies.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LEAST_NODE = [20, 17]
const PINNED_MAJOR = 24
const POLL_MS = 200
/** A lock without an owner is one being written; after this long, one left behind. */
const GRACE_MS = 5000

const root = process.env.PAVED_ROAD_ROOT ?? fileURLToPath(new URL('..', import.meta.url))
const lockFile = join(root, '.setup.lock')

class SetupError extends Error {
  constructor(code, place, what, remedy) {
    super(`${code} ${place} ${what}: ${remedy}`)
  }
}

function main() {
  requireNode(process.versions.node)
  if (!isInstalled()) withLock(() => isInstalled() || install())
  requirePinnedNode()
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
    if (!found) return entry.optional === true || entry.devOptional === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
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

/** Runs `work` in one process at a time. */
function withLock(work) {
  for (let announced = false; !takeLock(); sleep(POLL_MS)) {
    if (!announced) process.stderr.write('Another process is installing; waiting for it …\n')
    announced = true
  }
  const release = () => rmSync(lockFile, { force: true })
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      release()
      process.exit(3)
    })
  }
  try {
    work()
  } finally {
    release()
  }
}

function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
    return true
  } catch (fault) {
    if (fault.code !== 'EEXIST') {
      throw new SetupError(
        'SETUP_FOLDER_NOT_WRITABLE',
        root,
        `cannot be written (${fault.code})`,
        'own the folder or clone it anew',
      )
    }
    if (isAbandoned()) rmSync(lockFile, { force: true })
    return false
  }
}

function isAbandoned() {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'))
    if (!owner) return Date.now() - statSync(lockFile).mtimeMs > GRACE_MS
    process.kill(owner, 0)
    return false
  } catch (fault) {
    return fault.code === 'ESRCH' // EPERM: alive, and somebody else's; ENOENT: just released
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
