// What one line says of a span: read from its bytes, for a trace of 10,000 spans is not decoded to be outlined.
import { Fields, textAt } from '../otlp/wire.ts'
import { Wanted } from './wanted.ts'

const MAX_DETAIL = 300

/** In the order of what tells most. Both the stable conventions and the ones before them, which many still send. */
const KEYS = [
  ...['db.query.text', 'db.statement'],
  ...['http.request.method', 'http.method', 'http.route', 'url.full', 'http.url', 'url.path', 'http.target'],
  ...['http.response.status_code', 'http.status_code', 'messaging.destination.name', 'messaging.destination'],
  'error.type',
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
    if (fields.number === 5) name = textAt(raw, fields.at)
    else if (fields.number === 9) wanted.see(fields.at)
    else if (fields.number === 11) events += 1
    else if (fields.number === 13) links += 1
    else if (fields.number === 15) message = messageAt(raw, fields.at)
  }
  return { name, detail: detailOf((key) => wanted.text(key), message), events, links }
}

function detailOf(text: (key: Key) => string, message: string): string {
  const query = text('db.query.text') || text('db.statement')
  return short(
    query || request(text) || message || text('messaging.destination.name') || text('messaging.destination'),
  )
}

/** `GET /orders/:id 503 DATABASE_BUSY`, or the address where there is no route. */
function request(text: (key: Key) => string): string {
  const method = text('http.request.method') || text('http.method')
  const target =
    text('http.route') || text('url.full') || text('http.url') || text('url.path') || text('http.target')
  const code = text('http.response.status_code') || text('http.status_code')
  // Which is the status once more where nothing better is known.
  const error = text('error.type') === code ? '' : text('error.type')
  return method || target ? [method, target, code, error].filter(Boolean).join(' ') : ''
}

/** On one line; of a pair of surrogates never one alone. */
function short(text: string): string {
  const line = text
    .slice(0, MAX_DETAIL * 8)
    .replace(/\s+/g, ' ')
    .trim()
  if (line.length <= MAX_DETAIL) return line
  return `${line.slice(0, MAX_DETAIL - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

function messageAt(raw: Buffer, place: number): string {
  let message = ''
  status.within(raw, place)
  while (status.next()) if (status.number === 2) message = textAt(raw, status.at)
  return message
}
