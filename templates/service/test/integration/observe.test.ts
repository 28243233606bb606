// Owner: paved-road
// What a request leaves behind holds nothing secret or personal, and nothing that came when it was over.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Span, startCollector } from '../support/collector.ts'
import { startProbed } from '../support/probe.ts'
import type { LogLine, Service } from '../support/service.ts'

const SERVER = 2 // https://opentelemetry.io/docs/specs/otel/trace/api/#spankind

describe('a request leaves behind', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>
  let service: Service
  before(async () => {
    collector = await startCollector()
    service = await startProbed(collector.env)
  })
  after(async () => {
    await service.stop()
    collector.close()
  })

  let requests = 0
  /** Its log line and its server span. */
  async function left(path: string, signal?: AbortSignal): Promise<{ line: LogLine; span: Span }> {
    const id = `observe-${++requests}`
    const request = { headers: { 'x-request-id': id }, ...(signal && { signal }) }
    await fetch(service.url + path, request).catch(() => {})
    const line = await service.log(({ request_id }) => request_id === id)
    const span = (await collector.trace(line.trace_id, 1)).find(({ kind }) => kind === SERVER)
    assert.ok(span)
    return { line, span }
  }

  for (const [what, path, shown] of [
    ['an e-mail address, where no route is', '/users/jane@example.com', '/users/REDACTED'],
    ['an e-mail address, encoded, that is no id', '/probes/jane%40example.com', '/probes/REDACTED'],
    ['a token that is no id', '/probes/9f86d081884c7d659a2feaa0c55ad015', '/probes/REDACTED'],
  ] as const) {
    it(`not ${what}`, async () => {
      const { line, span } = await left(path)
      assert.equal(span.attributes['url.path'], shown)
      assert.doesNotMatch(JSON.stringify([line, span]), /jane|9f86d/)
    })
  }

  it('the path of an id that its route takes', async () => {
    const path = '/probes/3f2504e0-4f89-41d3-9a0c-0305e82c3301'
    assert.equal((await left(path)).span.attributes['url.path'], path)
  })

  it('not what a query parameter holds, however its name is spelt', async () => {
    const { line, span } = await left('/probes?%65mail=jane&contact%5Bemail%5D=jane&jwt=jane&limit=1')
    const shown = '%65mail=REDACTED&contact%5Bemail%5D=REDACTED&jwt=REDACTED&limit=1'
    assert.equal(span.attributes['url.query'], shown)
    assert.doesNotMatch(JSON.stringify([line, span]), /jane/)
  })

  it('business fields until its caller has left, and none thereafter', async () => {
    const { line, span } = await left('/probes/late', AbortSignal.timeout(100))
    assert.deepEqual([line.status, line.early, line.late], [499, true, undefined])
    await sleep(500) // until the handler, too, has come to its end
    assert.deepEqual([span.attributes.early, span.attributes.late], [true, undefined])
    const { line: next } = await left('/probes')
    assert.equal(next.status, 200)
    assert.deepEqual(
      service.logs.filter(({ level }) => level !== 'info'),
      [],
    )
    assert.equal(service.stderr(), '')
  })
})
