#!/usr/bin/env node
// Goes on under the pinned Node when it was started by an older one, then hands over to the command line:
// the TypeScript sources in a checkout, dist/ in an installed package. Plain old JavaScript, so that an old
// Node can at least say what it needs.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const WANTED = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const source = join(root, 'cli', 'main.ts')
const compiled = join(root, 'dist', 'cli', 'main.js')
const [major, minor] = process.versions.node.split('.').map(Number)

// Marked by the process that moved here, so that a pinned Node that is itself old cannot go round in circles.
const movedOn = process.env.PAVED_ROAD_PARENT === String(process.ppid)
delete process.env.PAVED_ROAD_PARENT
const pinned = major >= WANTED || movedOn ? undefined : pinnedNode(workingFolder()) || pinnedNode(root)

if (pinned) goOnUnder(pinned)
else if (major >= WANTED && existsSync(source)) await run(source)
else if ((major > 20 || (major === 20 && minor >= 17)) && existsSync(compiled)) await run(compiled)
else {
  const needed = existsSync(compiled) ? '20.17' : `${WANTED}`
  process.stderr.write(
    `CLI_NODE_TOO_OLD node ${process.versions.node} cannot run paved-road: ` +
      `use Node ${needed} or later, or run npm install where package.json pins one\n`,
  )
  process.exitCode = 3
}

async function run(file) {
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
