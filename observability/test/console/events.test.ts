import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { coalesce } from '../../console/engine/coalesce.ts'
import { Events } from '../../console/server/events.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { send } from './sending.ts'
import { span } from './spans.ts'

type Heard = readonly string[]

/** Listens as a page does, until the test ends it. */
async function listen(console: Console): Promise<{ heard: Heard[]; type: string | null; end(): void }> {
  const abort = new AbortController()
  const response = await fetch(`${console.url}/api/events`, { signal: abort.signal })
  const heard: Heard[] = []
  const read = async () => {
    let text = ''
    for await (const chunk of response.body as NonNullable<typeof response.body>) {
      text += Buffer.from(chunk).toString()
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const data = /^event: change\ndata: (.+)$/.exec(text.slice(0, end))?.[1]
        if (data) heard.push(JSON.parse(data).changed)
        text = text.slice(end + 2)
      }
    }
  }
  read().catch(() => {})
  return { heard, type: response.headers.get('content-type'), end: () => abort.abort() }
}

describe('a page that listens', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ otlpPort: 0 })
  })
  after(() => console.close())

  it('hears what changed, and what changed after that', async () => {
    const { heard, type, end } = await listen(console)
    assert.equal(type, 'text/event-stream')
    for (const number of [1, 2]) {
      await send(console, [span(number, 0, 1)])
      const hears = () => heard.filter((changed) => changed.includes('traces')).length >= number
      for (const until = Date.now() + 10_000; !hears() && Date.now() < until; ) await sleep(20)
      assert.ok(hears(), `of change ${number}`)
    }
    end()
  })

  it('hears of the first change at once, and then no more than once in a while', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const told: string[][] = []
    const changed = coalesce((kinds) => told.push(kinds), 1_000)
    for (const kind of ['traces', 'traces', 'logs'] as const) changed(kind)
    assert.deepEqual(told, [['traces']])
    t.mock.timers.tick(999)
    assert.equal(told.length, 1)
    t.mock.timers.tick(1)
    assert.deepEqual(told, [['traces'], ['traces', 'logs']])
    t.mock.timers.tick(5_000)
    changed('metrics')
    assert.deepEqual(told.at(-1), ['metrics'])
  })

  it('is let go of where it does not read what it is told', () => {
    const events = new Events()
    const page = Object.assign(new EventEmitter(), {
      writableLength: 0,
      written: '',
      destroyed: false,
      writeHead: () => {},
      write(text: string) {
        this.written += text
      },
      destroy() {
        this.destroyed = true
      },
      end: () => {},
    })
    events.add(page as unknown as ServerResponse)
    events.tell(['logs'])
    assert.match(page.written, /data: \{"changed":\["logs"\]\}/)
    page.writableLength = 100_000
    events.tell(['logs'])
    assert.equal(page.destroyed, true)
    events.close()
  })

  it('is one of at most some dozens, and its place is free again when it leaves', async () => {
    const pages: Awaited<ReturnType<typeof listen>>[] = []
    for (let page = 0; page < 48; page++) pages.push(await listen(console))
    const refused = await fetch(`${console.url}/api/events`)
    assert.equal(refused.status, 503)
    assert.equal(((await refused.json()) as { code: string }).code, 'ENGINE_BUSY')
    for (const { end } of pages) end()
    await sleep(200)
    const again = await listen(console)
    assert.equal(again.type, 'text/event-stream')
    again.end()
  })
})
