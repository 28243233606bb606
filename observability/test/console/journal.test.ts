// What is kept between runs.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createTelemetry, type KeptTelemetry } from '../../console/engine/telemetry.ts'
import { logBody, send, traceBody, traceId } from './bodies.ts'
import { TRACE_ID } from './spans.ts'

const MEBIBYTE = 1024 ** 2
const WRITER = new URL('journal-writer.ts', import.meta.url).pathname

let folder: string
let opened: KeptTelemetry[]
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'journal-')), 'telemetry')
  opened = []
})
afterEach(async () => {
  for (const telemetry of opened) await telemetry.close()
  rmSync(join(folder, '..'), { recursive: true })
})

function open({ bytes = 64 * MEBIBYTE, byteLimit = 64 * MEBIBYTE, now = Date.now } = {}) {
  const troubles: string[] = []
  const onTrouble = (what: string) => troubles.push(what)
  const telemetry = createTelemetry({ byteLimit, persist: { folder, bytes }, onTrouble, now })
  opened.push(telemetry)
  return { telemetry, troubles }
}

const files = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.otlp'))
    .sort()
const numbered = (number: number) => traceBody({ spans: [{ trace: traceId(number), id: 1 }] })

describe('telemetry that is kept in a folder', () => {
  it('is there again in the next run, with when it came', async () => {
    const first = open({ now: () => 1_000 })
    const body = traceBody({
      spans: [
        { id: 1, kind: 'server', attributes: { 'http.route': '/a' } },
        { id: 2, parent: 1 },
      ],
    })
    send(first.telemetry, body)
    send(first.telemetry, logBody([{ text: 'hello', trace: TRACE_ID }]), 'logs')
    const before = [
      first.telemetry.trace(TRACE_ID),
      first.telemetry.logs({ limit: 9 }),
      first.telemetry.services(),
    ]
    await first.telemetry.close()
    const { telemetry, troubles } = open({ now: () => 2_000 })
    assert.deepEqual([telemetry.trace(TRACE_ID), telemetry.logs({ limit: 9 }), telemetry.services()], before)
    assert.deepEqual(troubles, [])
    assert.equal(telemetry.persisted()?.folder, folder)
    assert.ok((telemetry.persisted()?.bytes ?? 0) > body.length)
  })

  it('takes no more of the disk than it may, the oldest making room', async () => {
    const bytes = 250_000
    for (let run = 0; run < 4; run++) {
      const { telemetry } = open({ bytes })
      for (let number = 1; number <= 1_000; number++) {
        send(telemetry, numbered(run * 1_000 + number))
        if (number % 300 === 0) await setTimeout(250)
      }
      await telemetry.close()
      const size = files().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
      assert.ok(size <= bytes, String(size))
    }
    const { telemetry } = open({ bytes })
    assert.ok(telemetry.holds(traceId(4_000)) && !telemetry.holds(traceId(1)))
  })

  it('is read no further back than there is room for in memory', async () => {
    const first = open()
    const large = 'x'.repeat(200_000)
    for (let number = 1; number <= 40; number++) {
      send(first.telemetry, traceBody({ spans: [{ trace: traceId(number), id: 1, attributes: { large } }] }))
    }
    await first.telemetry.close()
    const { telemetry } = open({ byteLimit: 2 * MEBIBYTE })
    assert.ok(telemetry.held().bytes <= 2 * MEBIBYTE)
  })

  it('is read around what is torn or damaged, which is told', async () => {
    const first = open()
    for (let number = 1; number <= 5; number++) send(first.telemetry, numbered(number))
    await first.telemetry.close()
    const [name = ''] = files()
    const path = join(folder, name)
    const content = readFileSync(path)
    const size = content.length / 5
    content[Math.floor(size * 1.5)] = (content[Math.floor(size * 1.5)] ?? 0) ^ 255
    writeFileSync(path, content)
    appendFileSync(path, content.subarray(0, size - 3))
    const { telemetry, troubles } = open()
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((number) => telemetry.holds(traceId(number))),
      [true, false, true, true, true],
    )
    assert.equal(troubles.length, 1)
    assert.match(
      troubles[0] ?? '',
      new RegExp(`^${size + size - 3} bytes in .* are damaged and were skipped$`),
    )
  })

  it('survives kill -9 at any time, but for the last moment', { timeout: 30_000 }, async () => {
    let last = 0
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [WRITER, folder, String(last)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const sent = await killedAfter(child, 600 + round * 170)
      const { telemetry } = open()
      assert.ok(sent - 1 > last, `${sent} after ${last}`)
      // What was sent up to half a second before the end was told as sent; 200 ms and a busy machine lie between.
      for (let number = last + 1; number <= sent - 60; number++)
        assert.ok(telemetry.holds(traceId(number)), String(number))
      last = sent
      await telemetry.close()
    }
  })

  it('belongs to one console at a time', async () => {
    const first = open()
    assert.throws(() => open(), /CONSOLE_FOLDER_TAKEN .*console\.lock process \d+ keeps its telemetry/)
    await first.telemetry.close()
    const ended = spawn(process.execPath, ['-e', ''])
    await once(ended, 'exit')
    writeFileSync(join(folder, 'console.lock'), `${ended.pid}\n`)
    open()
    assert.equal(readFileSync(join(folder, 'console.lock'), 'utf8').trim(), String(process.pid))
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('console.lock')),
      ['console.lock'],
    )
  })

  it('is taken over from a process of the same number, as each has it in a container', () => {
    const file = join(folder, 'console.lock')
    mkdirSync(folder)
    writeFileSync(file, `${process.pid}\n`)
    utimesSync(file, 1_700_000_000, 1_700_000_000)
    open()
    assert.throws(() => open(), /CONSOLE_FOLDER_TAKEN/)
  })

  it('is nobody else to read', async () => {
    const { telemetry } = open()
    send(telemetry, numbered(1))
    await telemetry.close()
    assert.equal(statSync(join(folder, files()[0] ?? '')).mode & 0o777, 0o600)
  })

  it('is read around what cannot be read', async () => {
    const { telemetry } = open()
    send(telemetry, numbered(1))
    await telemetry.close()
    mkdirSync(join(folder, '00000000.otlp'))
    symlinkSync(join(folder, 'nowhere'), join(folder, '00000002.otlp'))
    const large = join(folder, '00000003.otlp')
    writeFileSync(large, '')
    truncateSync(large, 3 * 1024 ** 3)
    const { telemetry: again, troubles } = open({ bytes: 4 * 1024 ** 3, byteLimit: 4 * 1024 ** 3 })
    assert.ok(again.holds(traceId(1)))
    assert.match(troubles.join(), /^.*00000003\.otlp cannot be read and was skipped: [^,]*$/)
    rmSync(large)
  })

  it('gives up its folder at the end', async () => {
    await open().telemetry.close()
    assert.equal(existsSync(join(folder, 'console.lock')), false)
  })

  it('is not begun where there can be no folder', () => {
    writeFileSync(folder, '')
    assert.throws(() => open(), /CONSOLE_FOLDER_NOT_WRITABLE/)
  })

  it('goes on in memory alone when the disk fails, and tells', async () => {
    const { telemetry, troubles } = open()
    rmSync(folder, { recursive: true })
    send(telemetry, numbered(1))
    for (let tries = 0; tries < 50 && troubles.length === 0; tries++) await setTimeout(100)
    assert.match(troubles[0] ?? '', /^telemetry is not kept in .* any more: ENOENT/)
    send(telemetry, numbered(2))
    assert.equal(telemetry.held().spans, 2)
    await telemetry.close()
    mkdirSync(folder)
  })

  it('is not waited for by whoever sends more than a disk can take', async () => {
    const { telemetry, troubles } = open({ bytes: MEBIBYTE })
    for (let number = 1; number <= 100; number++)
      send(
        telemetry,
        traceBody({ spans: [{ trace: traceId(number), id: 1, attributes: { large: 'x'.repeat(9_000) } }] }),
      )
    assert.equal(telemetry.held().spans, 100)
    assert.deepEqual(troubles, ['the disk is too slow to keep all telemetry: some is not kept'])
  })
})

/** @returns the last number that it told */
async function killedAfter(child: ChildProcess, milliseconds: number): Promise<number> {
  let told = ''
  child.stdout?.on('data', (chunk) => {
    told += chunk
  })
  const ended = once(child, 'exit')
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  await setTimeout(milliseconds)
  child.kill('SIGKILL')
  await ended
  return Number(told.trimEnd().split('\n').at(-1))
}
