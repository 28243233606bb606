// Owner: paved-road
// What is refused before it is a request leaves a trace too: a counter, and a log line a minute.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { METRICS } from '../../src/platform/conventions.ts'
import { startProbed } from '../support/probe.ts'
import type { Service } from '../support/service.ts'

describe('what is no request', { timeout: 60_000 }, () => {
  let service: Service
  before(async () => {
    service = await startProbed()
  })
  after(() => service.stop())

  const counted = async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text()
    return Number(new RegExp(`^${METRICS.httpServerMalformedRequests}\\{.*\\} (\\d+)$`, 'm').exec(text)?.[1])
  }

  /** The answer to what is sent on a connection of its own, which is then left open. */
  async function answer(sent: string): Promise<string> {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(sent)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    await once(socket, 'close')
    return text
  }

  it('is answered, counted from zero, and told once however often it comes', async () => {
    assert.equal(await counted(), 0)
    const chunked =
      'POST /probes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
    assert.match(await answer('NONSENSE\r\n\r\n'), /^HTTP\/1\.1 400 /)
    assert.match(await answer(`GET / HTTP/1.1\r\nX-Bomb: ${'b'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
    assert.match(
      await answer('GET http://[/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1\.1 400 /,
    )
    assert.match(await answer(`${chunked}nonsense\r\n`), /^HTTP\/1\.1 400 /)
    assert.equal(await counted(), 4)
    await service.log(({ code }) => code === 'REQUEST_MALFORMED')
    const told = service.logs.filter(({ code }) => code === 'REQUEST_MALFORMED')
    assert.deepEqual(
      told.map(({ level, reason, times }) => [level, reason, times]),
      [['warn', 'HPE_INVALID_METHOD', 1]],
    )
    assert.ok(told[0]?.remedy)
    assert.equal(service.stderr(), '')
  })

  it('does not include a connection that its caller resets', async () => {
    const before = await counted()
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write('GET /probes HTTP/1.1\r\n')
    await sleep(50)
    socket.resetAndDestroy()
    await sleep(100)
    assert.equal(await counted(), before)
  })

  it('is cut off soon after headers had their ten seconds', async () => {
    const asked = performance.now()
    assert.match(await answer('GET /probes HTTP/1.1\r\n'), /^HTTP\/1\.1 408 /)
    const seconds = (performance.now() - asked) / 1000
    assert.ok(seconds >= 9 && seconds < 14, `${seconds} s`)
  })
})
