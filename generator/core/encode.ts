// Puts a value into a file so that the file stays what it is: JSON, YAML, Markdown or code.
import { extname } from 'node:path/posix'

/** What stands in a file around the place that a value is put into. */
export interface Surroundings {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** What validated names, contacts and URLs are made of: means the same in every file. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 ._~%+:@/[\]-]*$/

export function encode(value: string, around: Surroundings): string {
  switch (extname(around.path)) {
    case '.json':
      return inner(JSON.stringify(value))
    case '.yaml':
    case '.yml':
      return yaml(value, around)
    case '.md':
      return PLAIN.test(value) ? value : markdown(value)
    default:
      if (PLAIN.test(value)) return value
      throw new Error(`${around.path} cannot hold free text: let the substitution table leave it out`)
  }
}

const inner = (literal: string): string => literal.slice(1, -1)

/** A JSON string is a YAML double-quoted scalar (https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions). */
function yaml(value: string, { path, before, after }: Surroundings): string {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  if (/"[^"]*$/.test(line) && after.includes('"')) return inner(JSON.stringify(value))
  const whole = /^\s*(?:- )*(?:[\w./-]+:\s+)?$/.test(line) && /^\s*(?:#.*)?(?:\n|$)/.test(after)
  if (whole) return isPlainScalar(value) ? value : JSON.stringify(value)
  if (PLAIN.test(value) && !/[ [\]]|:$/.test(value)) return value
  throw new Error(`${path} holds free text in the middle of a scalar: make it a scalar of its own`)
}

/** Reads as a string, unquoted, to YAML 1.1 and 1.2 alike. */
function isPlainScalar(value: string): boolean {
  if (/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value)) return false
  return /^[A-Za-z](?:[\w .,'()/@+!?:-]*[\w.)/])?$/.test(value) && !/:(?:\s|$)/.test(value)
}

/** https://spec.commonmark.org/0.31.2/#backslash-escapes; entities and raw HTML are escaped by it as well. */
function markdown(value: string): string {
  const escaped = value.replace(/[\\`*_[\]<>&|~]/g, '\\$&')
  return escaped.replace(/^(\d+)([.)])/, '$1\\$2')
}
