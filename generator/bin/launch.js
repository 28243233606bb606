// Goes on under the pinned Node when an older one started it, then runs a command of this package: the
// TypeScript sources in a checkout, dist/ in a package. Plain old JavaScript, so that an old Node can at least
// say what it needs.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const WANTED = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [major, minor] = process.versions.node.split('.').map(Number)

/** `command` names shell/<command>.ts. */
export async function launch(command) {
  // Marked by the process that moved here, so that a pinned Node that is itself old cannot go round in circles.
  const movedOn = process.env.PAVED_ROAD_PARENT === String(process.ppid)
  delete process.env.PAVED_ROAD_PARENT
  const source = join(root, 'shell', `${command}.ts`)
  const compiled = join(root, 'dist', 'shell', `${command}.js`)
  const pinned = major >= WANTED || movedOn ? undefined : pinnedNode(workingFolder()) || pinnedNode(root)

  if (pinned) goOnUnder(pinned)
  else if (major >= WANTED && existsSync(source)) await run(source)
  else if ((major > 20 || (major === 20 && minor >= 17)) && existsSync(compiled)) await run(compiled)
  else {
    process.stderr.write(
      `NODE_TOO_OLD ${process.execPath} is Node ${process.versions.node}: ` +
        `use Node ${existsSync(compiled) ? '20.17' : WANTED} or later, or run npm install where package.json pins one\n`,
    )
    process.exitCode = 3
  }
}

async function run(file) {
  // Halves the start: types are stripped and code is compiled once (https://nodejs.org/api/module.html#module-compile-cache).
  module.enableCompileCache?.()
  const { main } = await import(pathToFileURL(file).href)
  process.exitCode = await main(process.argv.slice(2))
}

/** It may have been deleted meanwhile, which the command says in its own words. */
function workingFolder() {
  try {
    return process.cwd()
  } catch {
    return root
  }
}

function pinnedNode(from) {
  const file = join(from, 'node_modules', '.bin', 'node')
  if (existsSync(file)) return file
  return from === dirname(from) ? undefined : pinnedNode(dirname(from))
}

function goOnUnder(node) {
  const env = { ...process.env, PAVED_ROAD_PARENT: String(process.pid) }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env })
  // A terminal sends SIGINT to the whole group; passing it on as well would make it two.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => {
    throw error
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
