// Owner: paved-road
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toPage } from '../../src/platform/http/schemas.ts'

describe('toPage', () => {
  const position = (n: number) => String(n)
  const same = (n: number) => n

  it('points to the next page only when another row was found', () => {
    assert.deepEqual(toPage([3, 2], 2, position, same), { items: [3, 2], next: null })
    assert.deepEqual(toPage([3, 2, 1], 2, position, same), {
      items: [3, 2],
      next: Buffer.from('2').toString('base64url'),
    })
    assert.deepEqual(toPage([], 2, position, same), { items: [], next: null })
  })
})
