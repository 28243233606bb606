// Owner: paved-road
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeError, redact, redactQuery } from '../../src/platform/redaction.ts'

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
    ]) {
      assert.deepEqual(redact({ [name]: 'x' }), { [name]: '[redacted]' }, name)
    }
    const harmless = { order_id: 1, tokens_left: 2, email_sent: true, service: 'x', sessions: 3 }
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

  it('leaves out of an error what PostgreSQL quotes from rows', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(a@b.c) exists',
    })
    const described = describeError(error)
    assert.deepEqual([described.message, described.code], ['duplicate key', '23505'])
    assert.doesNotMatch(JSON.stringify(described), /a@b\.c/)
    const syntax = Object.assign(new Error('invalid input syntax for type bigint: "a@b.c"'), {
      code: '22P02',
    })
    assert.doesNotMatch(JSON.stringify(describeError(syntax)), /a@b\.c/)
  })
})
