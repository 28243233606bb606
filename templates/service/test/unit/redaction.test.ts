// Owner: paved-road
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeError, redact, redactPath, redactQuery } from '../../src/platform/redaction.ts'

describe('redaction', () => {
  it('replaces secret and personal fields at any depth, whatever their case', () => {
    const line = { order_id: 7, Authorization: 'Bearer x', deep: [{ customerEmail: 'a@b.c', sku: 'TEA' }] }
    assert.deepEqual(redact(line), {
      order_id: 7,
      Authorization: '[redacted]',
      deep: [{ customerEmail: '[redacted]', sku: 'TEA' }],
    })
  })

  it('knows a name however it is spelt, and leaves others alone', () => {
    for (const name of [
      'accessToken',
      'refresh_token',
      'client-secret',
      'X-API-Key',
      'userEmail',
      'phoneNumber',
      'set-cookie',
      'jwt',
      'auth',
      'X-Auth',
      'tokens',
      'emails',
      'email_address',
      'customer.email',
      'user.name',
      'user[email]',
    ]) {
      assert.deepEqual(redact({ [name]: 'x' }), { [name]: '[redacted]' }, name)
    }
    const harmless = {
      order_id: 1,
      tokens_left: 2,
      email_sent: true,
      service: 'x',
      sessions: 3,
      author: 'x',
      'order.id': 1,
    }
    assert.deepEqual(redact(harmless), harmless)
  })

  it('cuts what is endless', () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    assert.match(JSON.stringify(redact(loop)), /\[deep\]/)
  })

  it('keeps the rest of a query', () => {
    assert.equal(redactQuery('a=1&token=x&api_key=y&b'), 'a=1&token=REDACTED&api_key=REDACTED&b')
  })

  for (const name of [
    '%65mail',
    'E%4Dail',
    'customer[email]',
    'customer%5Bemail%5D',
    'customer.email',
    'customer%2Eemail',
    'emails[0]',
    'address[street]',
    'user[name]',
    'e+mail',
    'jwt',
    'auth',
    'id_token[]',
    'access-token',
    'AWSAccessKeyId',
    'X-Amz-Signature',
  ]) {
    it(`knows the parameter ${name}`, () => {
      assert.equal(redactQuery(`a=1&${name}=x=1&b`), `a=1&${name}=REDACTED&b`)
    })
  }

  it('sees an e-mail address under any name of a query, or as one', () => {
    assert.equal(redactQuery('q=jane%40example.com&a=1'), 'q=REDACTED&a=1')
    assert.equal(redactQuery('jane@example.com'), 'REDACTED')
    assert.equal(redactQuery('%E0%A4%A=1&%=2'), '%E0%A4%A=1&%=2')
  })

  for (const [path, shown] of [
    ['/users/jane@example.com', '/users/REDACTED'],
    ['/users/jane%40example.com/orders', '/users/REDACTED/orders'],
    ['/reset/9f86d081884c7d659a2feaa0c55ad015', '/reset/REDACTED'],
    ['/in/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '/in/REDACTED'],
    ['/a/3f2504e0-4f89-41d3-9a0c-0305e82c3301-and-more', '/a/REDACTED'],
  ] as const) {
    it(`shows the path ${path} as ${shown}`, () => assert.equal(redactPath(path), shown))
  }

  for (const path of [
    '/',
    '/orders',
    '/orders/3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    '/orders/3F2504E0-4F89-41D3-9A0C-0305E82C3301/items/7',
    '/how-to-brew-a-pot-of-tea/1234567890',
    '/%E0%A4%A',
    '*',
  ]) {
    it(`leaves the path ${path} as it is`, () => assert.equal(redactPath(path), path))
  }

  it('takes no longer for what is made to be slow', () => {
    const started = performance.now()
    for (const part of ['eyJ-', 'a@', '@', 'a@b.', '//', 'bearer ', 'x1', '&', '%40']) {
      const text = part.repeat(16_000 / part.length)
      redactPath(`/${text}`)
      redactQuery(text)
      describeError(text)
    }
    assert.ok(performance.now() - started < 1000)
  })

  it('leaves out of an error what PostgreSQL quotes from rows', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(a@b.c) exists',
    })
    const described = describeError(error) as { message: string; code: string }
    assert.deepEqual([described.message, described.code], ['duplicate key', '23505'])
    assert.doesNotMatch(JSON.stringify(described), /a@b\.c/)
    const syntax = Object.assign(new Error('invalid input syntax for type bigint: "a@b.c"'), {
      code: '22P02',
    })
    assert.doesNotMatch(JSON.stringify(describeError(syntax)), /a@b\.c/)
  })
  it('describes an error under whatever key and at whatever depth it is logged', () => {
    const error = Object.assign(new Error('broken', { cause: new Error('below') }), {
      config: { headers: { authorization: 'Bearer s3cret' } },
    })
    for (const line of [{ error }, { deep: { reasons: [error] } }, { err: error }]) {
      const shown = JSON.stringify(redact(line))
      assert.match(
        shown,
        /"type":"Error","message":"broken","stack":".*"cause":\{"type":"Error","message":"below"/,
      )
      assert.doesNotMatch(shown, /s3cret|config/)
    }
    assert.match(
      JSON.stringify(redact({ error: new AggregateError([new Error('one')], 'all') })),
      /"message":"one"/,
    )
  })

  it('describes what was described before as it stands', () => {
    const once = redact(new Error('broken'))
    assert.deepEqual(describeError(once), once)
  })

  it('describes an error that is its own cause', () => {
    const error = new Error('round and round')
    error.cause = error
    assert.match(JSON.stringify(describeError(error)), /\[deep\]/)
  })

  it('leaves out of what was thrown its fields, its credentials and whom it names', () => {
    assert.deepEqual(describeError({ password: 'x', status: 7 }), { password: '[redacted]', status: 7 })
    for (const [text, shown] of [
      ['no postgres://me:s3cret@db/x', 'no postgres://[redacted]@db/x'],
      ['no such user: jane.doe@mail.example.com!', 'no such user: [redacted]!'],
      ['sent authorization: Bearer abc.def', 'sent authorization: Bearer [redacted]'],
      ['bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'bad [redacted]'],
      ['at node_modules/@koa/router and koa@3.3.0', 'at node_modules/@koa/router and koa@3.3.0'],
    ] as const) {
      assert.deepEqual(describeError(text), { message: shown })
      const { message, stack = '' } = describeError(new Error(text)) as Error
      assert.equal(message, shown)
      assert.ok(stack.startsWith(`Error: ${shown}`), stack)
    }
  })
})
