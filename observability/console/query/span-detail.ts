// What one line says of a span: read from its bytes, for a trace of 10,000 spans is not decoded to be outlined.
import { DB, ERROR_TYPE, HTTP, MESSAGING, REQUEST_URL } from '../../conventions/attributes.ts'
import { Fields, textAt } from '../otlp/wire.ts'
import { brief } from './brief.ts'
import { Wanted } from './wanted.ts'

/** Characters that are looked at, of which white space may leave a few. */
const MAX_READ = 2_400

/** Where a request went, as what tells most has it. */
const TARGET = [HTTP.route, ...REQUEST_URL.full, ...REQUEST_URL.path] as const

const KEYS = [
  ...DB.statement,
  ...HTTP.method,
  ...TARGET,
  ...HTTP.status,
  ...MESSAGING.destination,
  ERROR_TYPE,
] as const

type Key = (typeof KEYS)[number]

const wanted = new Wanted(KEYS)

export interface SpanLine {
  readonly name: string
  readonly detail: string
  readonly events: number
  readonly links: number
}

const fields = new Fields()
const status = new Fields()

export function lineOf(raw: Buffer, place: number): SpanLine {
  let [name, message, events, links] = ['', '', 0, 0]
  wanted.begin(raw)
  fields.within(raw, place)
  while (fields.next()) {
    if (fields.number === 5) name = brief(textAt(raw, fields.at))
    else if (fields.number === 9) wanted.see(fields.at)
    else if (fields.number === 11) events += 1
    else if (fields.number === 13) links += 1
    else if (fields.number === 15) message = messageAt(raw, fields.at)
  }
  return { name, detail: detailOf(message), events, links }
}

/** In the order of what tells most. */
function detailOf(message: string): string {
  return short(first(DB.statement) || request() || message || first(MESSAGING.destination))
}

/** `GET /orders/:id 503 DATABASE_BUSY`, or the address where there is no route. */
function request(): string {
  const method = first(HTTP.method)
  const target = first(TARGET)
  const code = first(HTTP.status)
  // Which is the status once more where nothing better is known.
  const error = wanted.text(ERROR_TYPE) === code ? '' : wanted.text(ERROR_TYPE)
  return method || target ? [method, target, code, error].filter(Boolean).join(' ') : ''
}

function first(keys: readonly Key[]): string {
  for (const key of keys) {
    const text = wanted.text(key)
    if (text) return text
  }
  return ''
}

/** On one line. */
const short = (text: string): string => brief(text.slice(0, MAX_READ).replace(/\s+/g, ' ').trim())

function messageAt(raw: Buffer, place: number): string {
  let message = ''
  status.within(raw, place)
  while (status.next()) if (status.number === 2) message = textAt(raw, status.at)
  return message
}
