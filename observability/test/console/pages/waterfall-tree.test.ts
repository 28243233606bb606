import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  carried,
  collapse,
  left,
  nextOf,
  right,
  select,
  step,
  type View,
} from '../../../console/pages/trace/move.ts'
import { collapsedTo, rowOf, rowsOf, treeOf } from '../../../console/pages/trace/tree.ts'

/**
 * 0
 * ├ 1
 * │ ├ 2
 * │ └ 3
 * └ 4
 * 5
 */
const TREE = treeOf([0, 1, 2, 2, 1, 0].map((depth) => ({ depth })))
const OPEN: View = { selected: -1, collapsed: new Set() }
const at = (selected: number, ...collapsed: number[]): View => ({ selected, collapsed: new Set(collapsed) })

describe('the tree of a trace', () => {
  it('knows the parent of each span, and where what is below it ends', () => {
    assert.deepEqual([...TREE.parent], [-1, 0, 1, 1, 0, -1])
    assert.deepEqual([...TREE.end], [5, 4, 3, 4, 5, 6])
  })

  it('stands depths that skip a level below the span before', () => {
    const tree = treeOf([{ depth: 3 }, { depth: 9 }, { depth: -1 }])
    assert.deepEqual([...tree.depth], [0, 1, 0])
    assert.deepEqual([...tree.parent], [-1, 0, -1])
  })

  it('leaves out what is below a collapsed span', () => {
    assert.deepEqual([...rowsOf(TREE, new Set([1]))], [0, 1, 4, 5])
    assert.deepEqual([...rowsOf(TREE, new Set([0, 1]))], [0, 5])
  })

  it('finds a span among the rows', () => {
    const rows = rowsOf(TREE, new Set([1]))
    assert.deepEqual(
      [0, 2, 4, 5].map((index) => rowOf(rows, index)),
      [0, -1, 2, 3],
    )
  })

  it('collapses to a depth', () => {
    assert.deepEqual([...collapsedTo(TREE, 1)], [1])
    assert.deepEqual([...collapsedTo(TREE, 0)], [0, 1])
  })

  it('of a trace without spans has no rows', () => {
    assert.equal(rowsOf(treeOf([]), new Set()).length, 0)
    assert.equal(step(treeOf([]), OPEN, 1).selected, -1)
  })
})

describe('a key', () => {
  it('begins at the first span, and passes over what is collapsed', () => {
    assert.deepEqual(
      [1, -1, Number.POSITIVE_INFINITY].map((by) => step(TREE, OPEN, by).selected),
      [0, 0, 5],
    )
    assert.equal(step(TREE, at(1, 1), 1).selected, 4)
  })

  it('stays at the first and at the last span', () => {
    assert.equal(step(TREE, at(0), -1).selected, 0)
    assert.equal(step(TREE, at(5), 1).selected, 5)
    assert.equal(step(TREE, at(2), Number.POSITIVE_INFINITY).selected, 5)
  })

  it('to the left collapses, and then goes to the parent', () => {
    const collapsed = left(TREE, at(1))
    assert.deepEqual(collapsed, at(1, 1))
    assert.deepEqual(left(TREE, collapsed), at(0, 1))
  })

  it('to the right expands, and then goes to the first child', () => {
    const expanded = right(TREE, at(1, 1))
    assert.deepEqual(expanded, at(1))
    assert.deepEqual(right(TREE, expanded), at(2))
    assert.deepEqual(right(TREE, at(2)), at(2))
  })

  it('selects a span that was hidden, and opens what hid it, and no more', () => {
    assert.deepEqual(select(TREE, at(5, 0, 1), 1), at(1, 1))
    assert.deepEqual(select(TREE, at(5, 0, 1), 3), at(3))
  })

  it('collapses everything at the depth of the selected span, and expands it again', () => {
    const collapsed = collapse(TREE, at(4))
    assert.deepEqual(collapsed, at(4, 1))
    assert.deepEqual(collapse(TREE, collapsed), at(4))
  })

  it('goes to the next error and the one before, and begins anew past the last', () => {
    const errors = [1, 3]
    assert.deepEqual(
      [-1, 1, 2, 3].map((from) => nextOf(errors, from, 1)),
      [1, 3, 3, 1],
    )
    assert.deepEqual(
      [5, 3, 1].map((from) => nextOf(errors, from, -1)),
      [3, 1, 3],
    )
    assert.equal(nextOf([], 0, 1), undefined)
  })
})

describe('a newer answer', () => {
  it('keeps what is selected and collapsed, wherever its spans stand now', () => {
    assert.deepEqual(carried(at(1, 0), ['a', 'b'], ['new', 'a', 'b']), at(2, 1))
  })

  it('selects nothing where the span is gone', () => {
    assert.equal(carried(at(1), ['a', 'b'], ['a']).selected, -1)
  })
})
