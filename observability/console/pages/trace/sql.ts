// A database statement, a line for each clause. It is only laid out: what cannot be told apart stays as it is.

export interface Token {
  readonly text: string
  readonly kind: 'keyword' | 'string' | 'number' | 'comment' | 'plain'
}

const TOKEN =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^']|'')*'|\$\$[\s\S]*?\$\$)|(?<quoted>"(?:[^"]|"")*"|`[^`]*`)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<space>\s+)|(?<other>\$\d+|::|[\s\S])/gu

const KEYWORDS = new Set(
  'all and any as asc begin between by case commit conflict count create cross current delete desc distinct do drop else end except exists false fetch first for from full group having if in inner insert intersect into is join key lateral left like limit lock locked nothing not null offset on or order outer over partition returning right rollback select set skip table then true union update using values when where with'.split(
    ' ',
  ),
)

/** Words that begin a clause, where no bracket is open. */
const CLAUSES = new Set(
  'select from where having group order limit offset returning values set union except intersect insert update delete with on for'.split(
    ' ',
  ),
)
const JOINS = new Set(['left', 'right', 'inner', 'full', 'cross', 'join'])

/** Characters of a statement that are looked at; the rest is shown as it came. */
const MOST = 8_000

export function formatSql(statement: string): readonly (readonly Token[])[] {
  const tokens = tokensOf(statement.slice(0, MOST))
  if (statement.length > MOST) tokens.push({ text: statement.slice(MOST), kind: 'plain' })
  // Who wrote it in lines had a reason to.
  return statement.includes('\n') ? linesAsWritten(tokens) : linesByClause(tokens)
}

function tokensOf(statement: string): Token[] {
  const tokens: Token[] = []
  for (const { groups = {}, 0: text } of statement.matchAll(TOKEN))
    tokens.push({ text, kind: kindOf(groups) })
  return tokens
}

function kindOf({
  comment,
  string,
  number,
  word,
}: Readonly<Record<string, string | undefined>>): Token['kind'] {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (number !== undefined) return 'number'
  return word !== undefined && KEYWORDS.has(word.toLowerCase()) ? 'keyword' : 'plain'
}

function linesAsWritten(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]]
  for (const { text, kind } of tokens) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([])
      if (part) lines.at(-1)?.push({ text: part, kind })
    })
  }
  return lines
}

function linesByClause(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]]
  let open = 0
  let before = ''
  for (const token of tokens) {
    const word = token.kind === 'keyword' ? token.text.toLowerCase() : ''
    if (open === 0 && begins(word, before) && lines.at(-1)?.length) {
      trimEnd(lines.at(-1))
      lines.push([])
    }
    if (token.text === '(') open += 1
    if (token.text === ')') open = Math.max(0, open - 1)
    lines.at(-1)?.push(token)
    if (token.text.trim()) before = token.kind === 'keyword' ? word : ''
  }
  return lines
}

/** `ON CONFLICT` and `LEFT JOIN` begin a line once; `DELETE FROM` and `FOR UPDATE` stay together. */
function begins(word: string, before: string): boolean {
  if (JOINS.has(word)) return !JOINS.has(before) && before !== 'outer'
  if (word === 'on') return false
  if (before === 'delete' || before === 'for' || before === 'do' || before === 'update') return false
  return CLAUSES.has(word)
}

function trimEnd(line: Token[] | undefined): void {
  while (line && line.length > 0 && !line.at(-1)?.text.trim()) line.pop()
}
