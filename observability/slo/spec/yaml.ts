// YAML text into documents, within bounds: what a file of objectives can never need is refused before it costs
// time or memory.
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
  visit,
  type YAMLError,
} from 'yaml'
import { MOST_BYTES, type SpecFile, tooLarge } from './files.ts'
import { type Problems, quoted } from './problems.ts'
import { type Path, Source } from './source.ts'

const MOST = {
  depth: 64,
  /** The check for duplicate keys is quadratic in this. */
  keys: 1_000,
  /** Values that aliases stand for, counted with those of the aliases within them. */
  aliases: 10_000,
}

/** The documents one after the other, so that reading can stop at any. */
export function* documents(file: SpecFile, problems: Problems): Generator<Source> {
  if (file.text.length > MOST_BYTES) return tooLarge(file.path, problems)
  const lines = new LineCounter()
  const composer = new Composer({ lineCounter: lines, merge: true, prettyErrors: false })
  let empty = true
  try {
    for (const document of composer.compose(tokens(file.text, lines), true, file.text.length)) {
      if (isEmpty(document)) continue
      empty = false
      yield* toSources(file, document as Document.Parsed, lines, problems)
    }
  } catch (error) {
    if (!(error instanceof OutOfBounds)) throw error
    const place = { file: file.path, line: lines.linePos(error.offset).line }
    return problems.add(
      'SLO_YAML_INVALID',
      place,
      error.message,
      'an SLO file needs no more; look whether it is one',
    )
  }
  if (empty) {
    problems.add('SLO_FILE_EMPTY', file.path, 'holds no document', 'write an SLO into it, or leave it out')
  }
}

/** A list at the top is one of documents, as OpenSLO's own tools have them. */
function toSources(
  file: SpecFile,
  document: Document.Parsed,
  lines: LineCounter,
  problems: Problems,
): Source[] {
  const found = [...document.errors, ...document.warnings]
  for (const error of withoutSequels(found)) {
    const place = { file: file.path, line: lines.linePos(error.pos[0]).line }
    problems.add('SLO_YAML_INVALID', place, explain(error, file.text), remedyOf(error))
  }
  if (found.length > 0) return []
  try {
    const value = document.toJS({ maxAliasCount: MOST.aliases, reviver: withoutExtras })
    const source = (each: unknown, base: Path) =>
      new Source(file.path, file.text, document, lines, each, base)
    // What has no value is a hole in the list.
    return Array.isArray(value)
      ? Array.from(value, (each, index) => source(each, [index]))
      : [source(value, [])]
  } catch {
    const unset = unsetAlias(document)
    const place = { file: file.path, line: lines.linePos((unset ?? document.contents)?.range?.[0] ?? 0).line }
    const message = unset ? 'the alias has no anchor' : 'its aliases lead in circles or stand for too much'
    problems.add('SLO_YAML_INVALID', place, message, 'write out what is meant')
    return []
  }
}

function isEmpty({ contents, errors }: Document): boolean {
  return (contents === null || (isScalar(contents) && contents.value === null)) && errors.length === 0
}

/** One error of syntax leads to others, but the same key twice does not. */
function withoutSequels(errors: readonly YAMLError[]): YAMLError[] {
  const first = errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY').slice(0, 10)
}

function unsetAlias(document: Document): Alias | undefined {
  let found: Alias | undefined
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document)) return undefined
      found = alias
      return visit.BREAK
    },
  })
  return found
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

/** As Parser.parse(), but stops as soon as the text shows that it goes too deep or too wide. */
function* tokens(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    const top = parser.stack.at(-1)
    if (parser.stack.length > MOST.depth) {
      throw new OutOfBounds(`is nested deeper than ${MOST.depth} levels`, parser.offset)
    }
    if (top && isMap(top) && top.items.length > MOST.keys) {
      throw new OutOfBounds(`has a mapping of more than ${MOST.keys} keys`, parser.offset)
    }
  }
  yield* parser.end()
}

function isMap(token: CST.Token): token is CST.BlockMap | CST.FlowCollection {
  return token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{')
}

function remedyOf({ code }: YAMLError): string {
  return code === 'DUPLICATE_KEY'
    ? 'keep one'
    : 'indent with spaces, alike in a level; quote texts with a colon'
}
