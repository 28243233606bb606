import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { criticalPath } from '../../console/analysis/critical-path.ts'

const span = (parent: number, from: number, to: number) => ({ parent, from, to })

describe('the critical path', () => {
  it('of one span is all of it', () => {
    assert.deepEqual(criticalPath([span(-1, 0, 10)]), [[0, 0, 10]])
  })

  it('goes through the child that ended last, and back to its parent before and after', () => {
    assert.deepEqual(criticalPath([span(-1, 0, 10), span(0, 2, 5), span(0, 3, 8)]), [
      [0, 0, 3],
      [2, 3, 8],
      [0, 8, 10],
    ])
  })

  it('goes through children that ran one after the other, and what lies between', () => {
    assert.deepEqual(criticalPath([span(-1, 0, 10), span(0, 1, 4), span(1, 2, 3), span(0, 5, 9)]), [
      [0, 0, 1],
      [1, 1, 2],
      [2, 2, 3],
      [1, 3, 4],
      [0, 4, 5],
      [3, 5, 9],
      [0, 9, 10],
    ])
  })

  it('counts of a child only what lies within its parent', () => {
    assert.deepEqual(criticalPath([span(-1, 2, 10), span(0, 0, 4), span(0, 6, 15), span(0, 11, 12)]), [
      [1, 2, 4],
      [0, 4, 6],
      [2, 6, 10],
    ])
  })

  it('goes through several roots, and leaves out the time in which none of them ran', () => {
    assert.deepEqual(criticalPath([span(-1, 0, 3), span(-1, 5, 9)]), [
      [0, 0, 3],
      [1, 5, 9],
    ])
  })

  it('is not held up by spans that took no time', () => {
    assert.deepEqual(criticalPath([span(-1, 0, 4), span(0, 2, 2), span(0, 4, 4), span(0, 0, 0)]), [[0, 0, 4]])
    assert.deepEqual(criticalPath([span(-1, 0, 0)]), [])
    assert.deepEqual(criticalPath([]), [])
  })

  it('goes down a chain of 20,000', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => span(index - 1, index, 40_000 - index))
    assert.equal(criticalPath(chain).length, 39_999)
  })
})
