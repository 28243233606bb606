import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand } from '../run-command.ts'

/** Starts a child, prints its pid, and on SIGTERM does `onTerm`. The child does `childOnTerm`. */
const parent = (onTerm: string, childOnTerm: string) => `
const child = require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(
  `process.on('SIGTERM', () => { ${childOnTerm} }); setInterval(() => {}, 1000); console.log('child ' + process.pid)`,
)}], { stdio: 'inherit' })
process.on('SIGTERM', () => { ${onTerm} })
setInterval(() => {}, 1000)
`
const IGNORE = ''
const TIDY = "setTimeout(() => { console.log('tidied'); process.exit(0) }, 100)"

async function interrupted(script: string, graceMs: number) {
  const controller = new AbortController()
  let shown = ''
  const show = (chunk: Buffer) => {
    shown += chunk
    if (shown.includes('child')) controller.abort()
  }
  const started = performance.now()
  const { output, failure } = await runCommand(
    { args: [process.execPath, '--eval', script] },
    { env: process.env, signal: controller.signal, graceMs, show },
  )
  const child = Number(/child (\d+)/.exec(output)?.[1])
  return { output, failure, child, milliseconds: performance.now() - started }
}

async function endsSoon(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 40; tries += 1, await sleep(50)) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
  }
  return false
}

test('what a command printed and how it ended are told', async () => {
  const signal = new AbortController().signal
  const run = (script: string) =>
    runCommand(
      { args: [process.execPath, '--eval', script] },
      { env: process.env, signal, show: () => undefined },
    )
  assert.deepEqual(await run("console.log('fine')"), { output: 'fine\n', failure: '' })
  assert.match((await run('process.exit(4)')).failure, /ended with 4$/)
  const options = { env: process.env, signal }
  assert.match((await runCommand({ args: ['/no/such/program'] }, options)).failure, /ENOENT/)
})

test('an interrupted command and what it started may tidy up', async () => {
  const { output, failure, child, milliseconds } = await interrupted(parent(TIDY, TIDY), 10_000)
  assert.match(failure, /was interrupted/, 'although it ended with 0')
  assert.equal(output.match(/tidied/g)?.length, 2)
  assert.ok(await endsSoon(child))
  assert.ok(milliseconds < 8000, 'the grace was not waited for')
})

test('what does not end within the grace is ended, also what its parent left behind', async () => {
  for (const onTerm of [IGNORE, 'process.exit(0)']) {
    const { child, failure } = await interrupted(parent(onTerm, IGNORE), 500)
    if (onTerm === IGNORE) assert.match(failure, /SIGKILL/)
    assert.ok(await endsSoon(child), onTerm)
  }
})

test('a process that left the group does not hold the run up', async () => {
  const script = `
    const child = require('node:child_process').spawn('sleep', ['5'], { stdio: 'inherit', detached: true })
    console.log('child ' + child.pid)
    setInterval(() => {}, 1000)`
  const { milliseconds } = await interrupted(script, 300)
  assert.ok(milliseconds < 3000)
})

test('nothing is started once interrupted', async () => {
  const { failure } = await runCommand(
    { args: ['/no/such/program'] },
    { env: {}, signal: AbortSignal.abort() },
  )
  assert.equal(failure, '/no/such/program was not started')
})
