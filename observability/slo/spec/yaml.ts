// YAML text into documents, within bounds: what a file of objectives can never need is refused before it costs
// time or memory.
import { Composer, type CST, type Document, LineCounter, Parser, type YAMLError } from 'yaml'
import { MOST_BYTES, type SpecFile, tooLarge } from './files.ts'
import { type Problems, quoted } from './problems.ts'
import { Source } from './source.ts'

const MOST = {
  depth: 64,
  /** The check for duplicate keys is quadratic in this. */
  keys: 1_000,
  /** Values that aliases stand for, counted with those of the aliases within them. */
  aliases: 10_000,
}

/** The documents one after the other, so that only one is held in full. */
export function* documents(file: SpecFile, problems: Problems): Generator<Source> {
  if (file.text.length > MOST_BYTES) return tooLarge(file.path, problems)
  const lines = new LineCounter()
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({ lineCounter: lines, merge: true, prettyErrors: false })
  let empty = true
  try {
    for (const document of composer.compose(bounded(parser.parse(file.text)), true, file.text.length)) {
      if (document.contents === null && document.errors.length === 0) continue
      empty = false
      const source = toSource(file, document as Document.Parsed, lines, problems)
      if (source) yield source
    }
  } catch (error) {
    if (!(error instanceof OutOfBounds)) throw error
    const place = { file: file.path, line: lines.linePos(error.offset).line }
    return problems.add(
      'SLO_YAML_INVALID',
      place,
      error.message,
      'an SLO file needs neither; write it plainly',
    )
  }
  if (empty) {
    problems.add('SLO_FILE_EMPTY', file.path, 'holds no document', 'write an SLO into it, or leave it out')
  }
}

function toSource(
  file: SpecFile,
  document: Document.Parsed,
  lines: LineCounter,
  problems: Problems,
): Source | undefined {
  const found = [...document.errors, ...document.warnings]
  for (const error of found.slice(0, 10)) {
    const place = { file: file.path, line: lines.linePos(error.pos[0]).line }
    problems.add('SLO_YAML_INVALID', place, explain(error, file.text), 'correct the YAML')
  }
  if (found.length > 0) return undefined
  try {
    const value = document.toJS({ maxAliasCount: MOST.aliases, reviver: withoutExtras })
    return new Source(file.path, file.text, document, lines, value)
  } catch (error) {
    const place = { file: file.path, line: lines.linePos(document.contents?.range?.[0] ?? 0).line }
    const message = `its aliases cannot be resolved (${(error as Error).message})`
    problems.add('SLO_YAML_INVALID', place, message, 'write out what the aliases stand for')
    return undefined
  }
}

function explain(error: YAMLError, text: string): string {
  if (error.code !== 'DUPLICATE_KEY') return `is not valid YAML (${error.message.replace(/\s+/g, ' ')})`
  const key = /^[^\s:]*/.exec(text.slice(error.pos[0], error.pos[0] + 100))?.[0]
  return `the key ${quoted(key)} is there twice`
}

/** A key without a value counts as absent; `x-…` is free for the reader's own use. */
function withoutExtras(key: unknown, value: unknown): unknown {
  return value === null || (typeof key === 'string' && key.startsWith('x-')) ? undefined : value
}

class OutOfBounds extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

function* bounded(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  for (const token of tokens) {
    if (token.type === 'document' && token.value) checkBounds(token.value)
    yield token
  }
}

/** With a stack of its own: the nesting is what is not trusted. */
function checkBounds(root: CST.Token): void {
  const open: { token: CST.Token; depth: number }[] = [{ token: root, depth: 1 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next
    if (!('items' in token)) continue
    if (depth > MOST.depth) throw new OutOfBounds(`is nested deeper than ${MOST.depth} levels`, token.offset)
    const isMap =
      token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{')
    if (isMap && token.items.length > MOST.keys) {
      throw new OutOfBounds(`has a mapping of more than ${MOST.keys} keys`, token.offset)
    }
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 })
      if (item.value) open.push({ token: item.value, depth: depth + 1 })
    }
  }
}
