import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Events } from '../../console/server/events.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { send } from './sending.ts'
import { span } from './spans.ts'

interface Heard {
  readonly at: number
  readonly changed: readonly string[]
}

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
        if (data) heard.push({ at: performance.now(), ...JSON.parse(data) })
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

  it('hears what changed, soon and no more than once a second', async () => {
    const { heard, type, end } = await listen(console)
    assert.equal(type, 'text/event-stream')
    const begun = performance.now()
    for (let number = 1; number <= 30; number++) {
      await send(console, [span(number, 0, 1)])
      await sleep(50)
    }
    await sleep(1_100)
    end()
    const ofTraces = heard.filter(({ changed }) => changed.includes('traces'))
    const [first, ...more] = ofTraces
    assert.ok(first && first.at - begun < 1_500, 'soon')
    assert.ok(more.length >= 1 && more.length <= 4, `${more.length} more`)
    for (const [index, { at }] of more.entries()) assert.ok(at - (ofTraces[index] as Heard).at > 900)
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
