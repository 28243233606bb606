// Texts that a regular expression in a label matcher accepts. Such expressions are short lists of alternatives,
// classes and wildcards: a few texts of each alternative are enough, and whatever comes out is checked against the
// expression itself. What this does not know yields nothing.
import { compiled } from '../../promql/accepts.ts'

const MOST = 12
const FILL = 'x'

/** A few texts that match from beginning to end, in a fixed order. */
export function samplesOf(expression: string): string[] {
  const anchored = compiled(expression)
  if (!anchored) return []
  const { texts } = alternatives(expression, 0)
  return [...new Set(texts)].filter((text) => anchored.test(text)).slice(0, MOST)
}

interface Part {
  readonly texts: readonly string[]
  readonly end: number
}

function alternatives(source: string, from: number): Part {
  const texts: string[] = []
  let at = from
  for (;;) {
    const part = sequence(source, at)
    texts.push(...part.texts)
    at = part.end
    if (source[at] !== '|') return { texts, end: at }
    at += 1
  }
}

function sequence(source: string, from: number): Part {
  let texts: readonly string[] = ['']
  let at = from
  while (at < source.length && source[at] !== '|' && source[at] !== ')') {
    const one = atom(source, at)
    const times = quantifier(source, one.end)
    const repeated = times.counts.flatMap((count) => one.texts.map((text) => text.repeat(count)))
    texts = texts.flatMap((head) => repeated.map((tail) => head + tail)).slice(0, MOST)
    at = times.end
  }
  return { texts, end: at }
}

function atom(source: string, at: number): Part {
  const character = source[at] as string
  switch (character) {
    case '(': {
      const inner = alternatives(source, at + (/^\(\?(?::|i\))/.exec(source.slice(at))?.[0].length ?? 1))
      return { texts: inner.texts, end: inner.end + 1 }
    }
    case '[':
      return characterClass(source, at)
    case '\\':
      return { texts: escaped(source[at + 1] ?? ''), end: at + 2 }
    case '.':
      return { texts: ['0', FILL], end: at + 1 }
    case '^':
    case '$':
      return { texts: [''], end: at + 1 }
    default:
      return { texts: [character], end: at + 1 }
  }
}

/** Every printable character is tried: a class is whatever the language says it is. */
function characterClass(source: string, at: number): Part {
  const body = /^\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]/.exec(source.slice(at))?.[0] ?? '['
  const one = compiled(body)
  const texts = [...'0123456789xabcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-./: '].filter((each) =>
    one?.test(each),
  )
  return { texts: texts.slice(0, MOST), end: at + body.length }
}

function escaped(character: string): string[] {
  const classes: Record<string, string[]> = {
    d: ['0', '4'],
    w: [FILL, '0'],
    s: [' '],
    D: [FILL],
    S: [FILL, '0'],
  }
  return classes[character] ?? [character]
}

function quantifier(source: string, at: number): { counts: readonly number[]; end: number } {
  const [text = '', least] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(source.slice(at)) ?? []
  const end = at + text.length
  if (text === '') return { counts: [1], end }
  if (least !== undefined) return { counts: [Number(least)], end }
  return { counts: text.startsWith('*') || text.startsWith('?') ? [1, 0] : [1, 2], end }
}
