// PromQL's strings are Go's (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals).

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}
const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|)/g

/** What a literal stands for, or undefined where Prometheus refuses one of its escapes. */
export function unquote(literal: string): string | undefined {
  const quotation = literal.charAt(0)
  const body = literal.slice(1, -1)
  if (quotation === '`') return body
  const bytes: Buffer[] = []
  let end = 0
  for (const match of body.matchAll(ESCAPE)) {
    const escaped = decode(match, quotation)
    if (escaped === undefined) return undefined
    bytes.push(Buffer.from(body.slice(end, match.index)), escaped)
    end = match.index + match[0].length
  }
  return Buffer.concat([...bytes, Buffer.from(body.slice(end))]).toString()
}

/** Octal and \x are bytes, several of which may make one character; \u and \U are whole ones. */
function decode([, simple, octal, hex, short, long]: RegExpExecArray, quotation: string): Buffer | undefined {
  if (simple) {
    const text = SIMPLE[simple] ?? (simple === quotation ? simple : undefined)
    return text === undefined ? undefined : Buffer.from(text)
  }
  if (octal || hex) {
    const byte = octal ? Number.parseInt(octal, 8) : Number.parseInt(hex as string, 16)
    return byte > 0xff ? undefined : Buffer.of(byte)
  }
  const point = Number.parseInt(short ?? long ?? '', 16)
  const isCharacter = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
  return isCharacter ? Buffer.from(String.fromCodePoint(point)) : undefined
}
