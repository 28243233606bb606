import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatSql } from '../../../console/pages/trace/sql.ts'
import { stackLines } from '../../../console/pages/trace/stack.ts'

const lines = (statement: string) => formatSql(statement).map((line) => line.map(({ text }) => text).join(''))
const kinds = (statement: string) =>
  formatSql(statement)
    .flat()
    .filter(({ kind }) => kind !== 'plain')
    .map(({ text, kind }) => `${kind} ${text}`)

describe('a database statement', () => {
  it('has a line for each clause', () => {
    assert.deepEqual(
      lines(
        "SELECT o.id, count(*) FROM orders o LEFT JOIN items i ON i.order_id = o.id WHERE o.kind = 'from' GROUP BY o.id ORDER BY 1 LIMIT 5",
      ),
      [
        'SELECT o.id, count(*)',
        'FROM orders o',
        'LEFT JOIN items i ON i.order_id = o.id',
        "WHERE o.kind = 'from'",
        'GROUP BY o.id',
        'ORDER BY 1',
        'LIMIT 5',
      ],
    )
  })

  it('keeps what is in brackets, and words that belong together, in one line', () => {
    assert.deepEqual(lines('delete from a where id in (select id from b) returning id'), [
      'delete from a',
      'where id in (select id from b)',
      'returning id',
    ])
    assert.deepEqual(lines('insert into a values ($1, $2) on conflict do update set b = 1'), [
      'insert into a',
      'values ($1, $2) on conflict do update set b = 1',
    ])
  })

  it('keeps the lines it was written in', () => {
    assert.deepEqual(lines('SELECT 1\n  FROM a -- why\n'), ['SELECT 1', '  FROM a -- why', ''])
  })

  it('tells keywords, texts, numbers and remarks apart', () => {
    assert.deepEqual(kinds(`select "from", 'it''s', 4.2 /* from */`), [
      'keyword select',
      "string 'it''s'",
      'number 4.2',
      'comment /* from */',
    ])
  })

  it('loses nothing of one that is none', () => {
    for (const text of [
      "'never closed",
      '/* nor this',
      '\u0000\ud800 ½',
      '((('.repeat(3_000),
      "/*'".repeat(20_000),
    ])
      assert.equal(
        formatSql(text)
          .flat()
          .map((token) => token.text)
          .join(''),
        text,
      )
  })
})

describe('a stack trace', () => {
  it('tells the frames of the service from those of others', () => {
    const stack = [
      'Error: no',
      '    at query (/srv/node_modules/pg/client.js:1:1)',
      '    at find (/srv/src/orders.ts:4:2)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:1:1)',
    ]
    assert.deepEqual(
      stackLines(stack.join('\n')).map(({ foreign }) => foreign),
      [false, true, false, true],
    )
  })
})
