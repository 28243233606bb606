// Owner: paved-road
// Whatever arrives, the answer is the caller's fault told in problem+json: never a 5xx, never a stack trace.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { newProbe, startProbed } from '../support/probe.ts'
import { json, type Service } from '../support/service.ts'

const SQL = [
  "'; drop table probes; --",
  '1 or 1=1',
  '$1',
  '" union select * from pg_user --',
  '\\x00',
  "E'\\\\'",
]

describe('hostile input', () => {
  let service: Service
  before(async () => {
    service = await startProbed()
  })
  after(() => service.stop())

  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/probes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })

  async function refused(response: Response, status: number, code: string): Promise<void> {
    const text = await response.text()
    assert.equal(response.status, status, text)
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
    const problem = JSON.parse(text)
    assert.equal(problem.code, code)
    assert.equal(problem.status, status)
    assert.equal(problem.request_id, response.headers.get('x-request-id'))
    assert.doesNotMatch(text, /\n\s+at |node_modules|select |insert /i)
  }

  it('refuses malformed JSON', async () => {
    for (const body of ['{', 'null', '"text"', '{"a":1}}', '\u0000', '[1,]', '['.repeat(50_000)]) {
      await refused(await post(body), 400, 'BODY_MALFORMED')
    }
  })

  it('refuses wrong types, missing and extreme values, each with its place', async () => {
    const [part] = newProbe().parts
    for (const [body, pointer] of [
      [[], ''],
      [{}, '/contact'],
      [newProbe({ parts: 'many' }), '/parts'],
      [newProbe({ parts: [{ ...part, count: '2' }] }), '/parts/0/count'],
      [newProbe({ parts: [{ ...part, count: 1e21 }] }), '/parts/0/count'],
      [newProbe({ parts: [{ ...part, count: -1 }] }), '/parts/0/count'],
      [newProbe({ contact: { name: 'x\0y', email: 'a@example.com' } }), '/contact/name'],
      [newProbe({ contact: { name: '\ud800', email: 'a@example.com' } }), '/contact/name'],
      [newProbe({ contact: { name: 'x', email: 'not an address' } }), '/contact/email'],
    ] as const) {
      const response = await fetch(`${service.url}/probes`, json(body))
      const { errors } = (await response.clone().json()) as { errors: { pointer: string }[] }
      await refused(response, 400, 'INPUT_INVALID')
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        `${pointer} is not in ${JSON.stringify(errors)}`,
      )
    }
  })

  it('refuses a body that is too large, as sent or once inflated, and goes on', async () => {
    await refused(await post(Buffer.alloc(10_000_000, 'x')), 413, 'BODY_TOO_LARGE')
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
    await refused(await post(bomb, { 'content-encoding': 'gzip' }), 413, 'BODY_TOO_LARGE')
    assert.equal((await fetch(`${service.url}/probes`)).status, 200)
  })

  it('refuses bodies in forms it does not read', async () => {
    await refused(
      await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    )
    await refused(await post('{}', { 'content-encoding': 'zip' }), 415, 'MEDIA_TYPE_UNSUPPORTED')
    await refused(await post('not gzip', { 'content-encoding': 'gzip' }), 400, 'BODY_MALFORMED')
  })

  it('takes SQL in any field as text', async () => {
    for (const sql of SQL) {
      const probe = newProbe({
        contact: { name: sql, email: 'a@example.com' },
        parts: [{ label: sql, count: 1 }],
      })
      const placed = await fetch(`${service.url}/probes`, json(probe))
      assert.equal(placed.status, 201)
      const fetched = await fetch(service.url + placed.headers.get('location'))
      assert.deepEqual(((await fetched.json()) as typeof probe).contact.name, sql)
      await refused(await fetch(`${service.url}/probes/${encodeURIComponent(sql)}`), 400, 'INPUT_INVALID')
      await refused(
        await fetch(`${service.url}/probes?cursor=${encodeURIComponent(sql)}`),
        400,
        'INPUT_INVALID',
      )
      await refused(
        await fetch(`${service.url}/probes?limit=${encodeURIComponent(sql)}`),
        400,
        'INPUT_INVALID',
      )
    }
    assert.equal((await service.database.query('select * from probes')).length, SQL.length)
  })

  it('refuses paths and methods that are not there', async () => {
    await refused(await fetch(`${service.url}/probes/%E0%A4%A`), 400, 'INPUT_INVALID')
    await refused(await fetch(`${service.url}/../../etc/passwd`), 404, 'ROUTE_NOT_FOUND')
    await refused(await fetch(`${service.url}/constructor`), 404, 'ROUTE_NOT_FOUND')
    const response = await fetch(`${service.url}/probes`, { method: 'DELETE' })
    assert.deepEqual(response.headers.get('allow')?.split(', ').sort(), ['GET', 'HEAD', 'POST'])
    await refused(response, 405, 'METHOD_NOT_ALLOWED')
    await refused(await fetch(`${service.url}/probes`, { method: 'PROPFIND' }), 405, 'METHOD_NOT_ALLOWED')
  })

  it('does not let input set properties that it should not', async () => {
    const text = JSON.stringify(newProbe()).replace(
      '{',
      '{"__proto__":{"admin":true},"constructor":{"prototype":{}},',
    )
    assert.ok([201, 400].includes((await post(text)).status))
    assert.equal((await fetch(`${service.url}/probes?__proto__[limit]=1`)).status, 200)
  })

  it('answers a request id that could forge a header or log line with one of its own', async () => {
    const given = async (id: string) =>
      (await fetch(`${service.url}/livez-not`, { headers: { 'x-request-id': id } })).headers.get(
        'x-request-id',
      )
    assert.equal(await given('probe-7.retry:2'), 'probe-7.retry:2')
    assert.match((await given('two words')) ?? '', /^[0-9a-f-]{36}$/)
    assert.match((await given('x'.repeat(129))) ?? '', /^[0-9a-f-]{36}$/)
  })

  it('gives up on a body that never ends, as the fault of its sender', async () => {
    const hasty = await startProbed({ REQUEST_TIMEOUT_MS: '200' })
    const { port } = new URL(hasty.url)
    const half =
      'POST /probes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"a":'
    assert.match(await raw(half, Number(port), false), /^HTTP\/1\.1 408 [\s\S]*BODY_TIMEOUT/)
    await hasty.stop()
  })

  it('survives header bombs, half requests and requests that are none', async () => {
    const bombs = [
      `GET /probes HTTP/1.1\r\nHost: x\r\nX-Bomb: ${'b'.repeat(100_000)}\r\n\r\n`,
      `GET /probes HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(5000)}\r\n`,
      `GET /${'p'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      'POST /probes HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'NONSENSE\r\n\r\n',
      'GET http://[/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      '\u0016\u0003\u0001 this is not HTTP',
    ]
    for (const bomb of bombs) {
      const answer = await raw(bomb)
      assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/, bomb.slice(0, 60))
      assert.doesNotMatch(answer, /\n\s+at /)
    }
    assert.equal((await fetch(`${service.url}/probes`)).status, 200)
  })

  it('has logged no error in all of this, and no personal or secret field', async () => {
    await fetch(`${service.url}/probes`, { headers: { 'x-request-id': 'the-last' } })
    await service.log(({ request_id }) => request_id === 'the-last') // lines come in order, a moment later
    assert.deepEqual(
      service.logs.filter(({ level }) => level === 'error' || level === 'fatal'),
      [],
    )
    assert.doesNotMatch(JSON.stringify(service.logs), /a@example\.com/)
    assert.equal(service.stderr(), '')
  })

  async function raw(
    request: string,
    port = Number(new URL(service.url).port),
    whole = true,
  ): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
      socket.end()
    })
    socket.on('error', () => {}) // a connection that is cut is an answer too
    socket.setTimeout(1000, () => socket.destroy())
    if (whole) socket.end(request)
    else socket.write(request)
    await new Promise((resolve) => socket.once('close', resolve))
    return answer
  }
})
