// Who may ask the console, what for, and what browsers are told to hold its pages to.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname, networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../ci/free-port.ts'
import { CodedError } from '../../cli/errors.ts'
import type { ConsoleStatus } from '../../console/contract.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { ask, raw, refusal, send } from './sending.ts'
import { span, TRACE_ID } from './spans.ts'

describe('the console', () => {
  let pages: string
  let console: Console
  before(async () => {
    pages = mkdtempSync(join(tmpdir(), 'pages-'))
    mkdirSync(join(pages, 'assets'))
    writeFileSync(join(pages, 'index.html'), '<!doctype html><title>pages</title>')
    writeFileSync(join(pages, 'assets', 'index-abc.js'), 'export {}')
    console = await startConsole({ otlpPort: 0, pages })
  })
  after(async () => {
    await console.close()
    rmSync(pages, { recursive: true })
  })

  describe('answers to', () => {
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1', '127.0.0.1:4318', '[::1]:1'])
      it(host, async () => assert.equal((await raw(console.url, { host })).status, 200))
  })

  describe('does not answer to', () => {
    const names = ['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil', '0.0.0.0']
    for (const host of names) {
      it(`the name "${host}", which a rebound name would carry`, async () => {
        for (const path of ['/', '/api/traces', '/api/events']) {
          const { status } = await raw(console.url + path, { host })
          assert.equal(status, 403, path)
        }
        const { status } = await raw(`${console.url}/v1/traces`, { host }, 'POST')
        assert.equal(status, 403)
      })
    }

    it('pages of other sites that post', async () => {
      for (const origin of ['https://evil.example', 'null', 'http://localhost:5173']) {
        const { port } = new URL(console.url)
        const headers = { origin, host: `localhost:${port}`, 'content-type': 'application/json' }
        for (const path of ['/api/services', '/v1/traces']) {
          const { status, body } = await raw(console.url + path, headers, 'POST')
          assert.deepEqual([status, JSON.parse(body).code], [403, 'ORIGIN_FOREIGN'])
        }
      }
      const response = await fetch(`${console.url}/v1/traces`, { method: 'OPTIONS' })
      assert.equal(response.headers.get('access-control-allow-origin'), null)
    })
  })

  it('takes no methods but those that an address is for', async () => {
    for (const [method, path, allow] of [
      ['GET', '/v1/traces', 'POST'],
      ['POST', '/api/traces', 'GET, HEAD'],
      ['DELETE', '/api/services', 'GET, HEAD, POST'],
      ['PUT', '/', 'GET, HEAD'],
    ] as const) {
      const response = await fetch(console.url + path, { method })
      assert.deepEqual([response.status, response.headers.get('allow')], [405, allow], `${method} ${path}`)
    }
    const head = await fetch(`${console.url}/api/services`, { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text()], [200, ''])
  })

  it('shows its pages at every address that there is a page for', async () => {
    const runbook = '/runbooks/acme-orders/latency-fast-burn'
    const paths = ['/', '/overview?service=a', '/traces', `/traces/${'a'.repeat(32)}`, '/metrics', '/logs']
    for (const path of [...paths, '/objectives?service=a', '/map', runbook]) {
      const response = await fetch(console.url + path)
      assert.equal(response.status, 200, path)
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
      assert.match(await response.text(), /<title>pages/)
    }
    for (const path of [
      '/nothing',
      '/traces/x',
      '/assets/',
      '/assets/../index.html.bak',
      '/%2e%2e/package.json',
    ])
      assert.deepEqual(await refusal(console.url + path), [404, 'PAGE_UNKNOWN'], path)
  })

  it('says on a page that there is none, where somebody follows a link that leads nowhere', async () => {
    const { status, body } = await raw(`${console.url}/nothing`, { accept: 'text/html,*/*' })
    assert.equal(status, 404)
    assert.match(body, /<title>pages/)
  })

  it('has browsers run nothing but its own files, and show it in no frame', async () => {
    for (const path of ['/', '/assets/index-abc.js', '/api/services', '/api/nothing']) {
      const { headers } = await fetch(console.url + path)
      const policy = headers.get('content-security-policy')?.split('; ') ?? []
      assert.deepEqual(policy, [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ])
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin')
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
    }
  })

  it('has what never changes kept, what may change asked for again, and answers not kept at all', async () => {
    const cacheOf = async (path: string) => (await fetch(console.url + path)).headers.get('cache-control')
    assert.equal(await cacheOf('/assets/index-abc.js'), 'public, max-age=31536000, immutable')
    assert.equal(await cacheOf('/'), 'no-cache')
    assert.equal(await cacheOf('/api/services'), 'no-store')
    const etag = (await fetch(console.url)).headers.get('etag') ?? ''
    assert.equal((await raw(console.url, { 'if-none-match': etag })).status, 304)
  })

  it('packs its files for whoever unpacks them', async () => {
    const packed = await fetch(console.url, { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(packed.headers.get('content-encoding'), 'gzip')
    assert.match(await packed.text(), /pages/)
    const plain = await fetch(console.url, { headers: { 'accept-encoding': 'gzip;q=0, identity' } })
    assert.equal(plain.headers.get('content-encoding'), null)
  })

  it('ends connections that send their headers too slowly to be meant', { timeout: 25_000 }, async () => {
    const socket = connect(Number(new URL(console.url).port), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n')
    const dripping = setInterval(() => socket.write('X: y\r\n'), 500)
    await new Promise<void>((done) => socket.once('error', () => {}).once('close', () => done()))
    clearInterval(dripping)
  })
})

describe('answers that nobody reads', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ otlpPort: 0 })
    const attributes = { text: 'x'.repeat(2_000_000) }
    for (let number = 1; number <= 4; number++) await send(console, [span(number, 0, 1, { attributes })])
  })
  after(() => console.close())

  it('are no more than there is room for, and go with their connection', { timeout: 25_000 }, async () => {
    const asked = `GET /api/traces/${TRACE_ID} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const status = async () => (await fetch(`${console.url}/api/status`)).status
    for (const [connections, questions] of [
      [12, 1],
      [1, 12],
    ] as const) {
      const sockets = Array.from({ length: connections }, () =>
        connect(Number(new URL(console.url).port), '127.0.0.1').pause(),
      )
      for (const socket of sockets) socket.write(asked.repeat(questions))
      while ((await status()) === 200) await sleep(50)
      for (const socket of sockets) socket.destroy()
      while ((await status()) === 503) await sleep(50)
    }
  })
})

describe('a service that announces itself', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ otlpPort: 0 })
  })
  after(() => console.close())
  const announced = (body: string, type = 'application/json') =>
    fetch(`${console.url}/api/services`, { method: 'POST', headers: { 'content-type': type }, body })

  it('is taken with its address and folder', async () => {
    const response = await announced('{"url":"http://127.0.0.1:3000/","folder":"/nowhere"}')
    assert.deepEqual([response.status, await response.json()], [200, {}])
  })

  it('is refused where it is anything else', async () => {
    for (const [body, status, code, type] of [
      ['{"url":"ftp://127.0.0.1"}', 400, 'BODY_INVALID'],
      ['{"url":"http://user:secret@127.0.0.1"}', 400, 'BODY_INVALID'],
      ['{"url":3000}', 400, 'BODY_INVALID'],
      ['{"folder":"relative"}', 400, 'BODY_INVALID'],
      ['{"foldr":"/x"}', 400, 'BODY_INVALID'],
      ['[]', 400, 'BODY_INVALID'],
      ['{', 400, 'BODY_INVALID'],
      [`{"url":"${'x'.repeat(20_000)}"}`, 413, 'BODY_TOO_LARGE'],
      ['{}', 415, 'BODY_TYPE_UNSUPPORTED', 'text/plain'],
    ] as const) {
      const response = await announced(body, type)
      const problem = (await response.json()) as { code: string }
      assert.deepEqual([response.status, problem.code], [status, code], body.slice(0, 40))
    }
  })
})

describe('a console with two ports', () => {
  let console: Console
  before(async () => {
    const port = await freePort()
    console = await startConsole({ otlpPort: 0, port })
  })
  after(() => console.close())
  const post = (url: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })

  it('takes telemetry at the one and shows it at the other', async () => {
    assert.notEqual(console.url, console.otlpUrl)
    assert.equal((await post(`${console.otlpUrl}/v1/traces`)).status, 200)
    assert.deepEqual(await refusal(`${console.otlpUrl}/api/traces`), [404, 'PAGE_UNKNOWN'])
    assert.deepEqual(await refusal(`${console.otlpUrl}/`), [404, 'PAGE_UNKNOWN'])
    const { url } = await ask<ConsoleStatus>({ url: console.otlpUrl }, '/api/status')
    assert.equal(url, console.url, 'and says at the one where the other is')
    assert.equal((await fetch(`${console.url}/api/traces`)).status, 200)
    assert.equal((await post(`${console.url}/v1/traces`)).status, 405)
  })

  it('says which port is taken, and lets go of the other', async () => {
    const port = Number(new URL(console.url).port)
    await assert.rejects(startConsole({ otlpPort: 0, port }), (error) => {
      assert.ok(error instanceof CodedError)
      assert.match(String(error), new RegExp(`^CONSOLE_PORT_TAKEN 127.0.0.1:${port} .*--port`))
      return true
    })
    await assert.rejects(startConsole({ otlpPort: Number(new URL(console.otlpUrl).port) }), {
      code: 'CONSOLE_PORT_TAKEN',
    })
  })

  it('says where it cannot listen', async () => {
    await assert.rejects(startConsole({ otlpPort: 0, host: '192.0.2.1' }), {
      code: 'CONSOLE_ADDRESS_UNUSABLE',
    })
  })
})

describe('a console that listens for others', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ otlpPort: 0, host: '0.0.0.0' })
  })
  after(() => console.close())
  const [address] = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')

  it('answers to the names of its machine as well, and to no others', async () => {
    const { port } = new URL(console.url)
    assert.equal((await raw(console.url, { host: `${hostname()}:${port}` })).status, 200)
    assert.equal((await raw(console.url, { host: `localhost:${port}` })).status, 200)
    assert.equal((await raw(console.url, { host: `evil.example:${port}` })).status, 403)
  })

  it('is told of services from its own machine alone', { skip: address === undefined }, async () => {
    const { port } = new URL(console.url)
    const own = `http://${address?.address}:${port}/api/services`
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    assert.equal((await fetch(own, post)).status, 200)
    const elsewhere = await raw(`${console.url}/api/services`, post.headers, 'POST', address?.address)
    assert.deepEqual([elsewhere.status, JSON.parse(elsewhere.body).code], [403, 'HOST_FOREIGN'])
  })
})

describe('a console without built pages', () => {
  it('says how to build them', async () => {
    const console = await startConsole({ otlpPort: 0, pages: join(tmpdir(), 'no-such-pages') })
    const response = await fetch(`${console.url}/traces`)
    assert.match(await response.text(), /npm run pages -w paved-road/)
    await console.close()
  })
})
