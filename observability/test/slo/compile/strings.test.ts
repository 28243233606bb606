import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { selector } from '../../../slo/promql/build.ts'
import { counterTerms } from '../../../slo/promql/counters.ts'

/** The value that a query's only matcher asks for. */
const asked = (literal: string): string | undefined =>
  counterTerms(`x{a=${literal}}`)?.[0]?.selector.matchers[0]?.value

describe("a string of a query is read as Go's", () => {
  for (const [literal, text] of [
    ['"plain"', 'plain'],
    [String.raw`"\u00e9\U0001F600"`, 'é😀'],
    [String.raw`"\a\b\f\n\r\t\v\\"`, '\x07\b\f\n\r\t\v\\'],
    [String.raw`"\"'"`, `"'`],
    [String.raw`'\'"'`, `'"`],
    [String.raw`"\xc3\xa9\303\251"`, 'éé'],
    [String.raw`"5\\d\\."`, '5\\d\\.'],
    ['`\\d"`', '\\d"'],
    ['"é\t"', 'é\t'],
  ] as const) {
    it(literal, () => assert.equal(asked(literal), text))
  }
})

it('a string is written so that it is read as itself, with no character that YAML would change', () => {
  for (const text of [
    'plain',
    `a"b'c\`d\\e`,
    '\\d\\n',
    'é😀',
    '\x07\b\f\n\r\t\v\0\x7f\x85\u2028\u2029\ufeff',
  ]) {
    const written = selector('x', [{ label: 'a', op: '=', value: text }])
    assert.equal(counterTerms(written)?.[0]?.selector.matchers[0]?.value, text)
    assert.doesNotMatch(written, /[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u)
  }
})
