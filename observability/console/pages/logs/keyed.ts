// Log records as rows: records have no identity of their own, and newer ones move the others.
import { EXCEPTION, HTTP, RESOURCE } from '../../../conventions/attributes.ts'
import type { Json, LogView } from '../../contract.ts'
import { asText, oneLine } from '../parts/text.ts'

export interface Keyed {
  readonly key: string
  readonly log: LogView
}

/** A key for each record that it keeps while others come and go: what it says, and which of those that say the same. */
export function keyed(logs: readonly LogView[]): readonly Keyed[] {
  const seen = new Map<string, number>()
  return logs.map((log) => {
    const content = `${log.timeNs} ${log.service} ${log.spanId} ${asText(log.body).slice(0, 100)}`
    const times = seen.get(content) ?? 0
    seen.set(content, times + 1)
    return { key: `${content} ${times}`, log }
  })
}

/** Characters of a row's texts: no screen has room for more. */
const [MESSAGE, VALUE, VALUES] = [400, 60, 6]

/** What it says in one line. Bodies that are objects often have a message of their own. */
export function messageOf(body: Json): string {
  const message = isObject(body) ? (body.message ?? body.msg ?? body) : body
  return oneLine(asText(message).slice(0, MESSAGE))
}

/** What all records of a service have alike, or what stands in a column of its own: it tells nothing about the one. */
const TELLS_NOTHING = new Set([
  ...['service', RESOURCE.service, 'version', RESOURCE.version],
  ...'commit environment hostname host.name pid process.pid logger trace_id span_id'.split(' '),
])

/** What is looked for first, in this order. */
const FIRST = [
  ...['code', 'error', 'err', EXCEPTION.type, EXCEPTION.message, 'method', HTTP.method[0]],
  ...['route', HTTP.route, 'status', HTTP.status[0], 'duration_ms'],
]

/** A few attributes, as they stand in a row after the message. */
export function keyAttributes({ attributes }: LogView): readonly (readonly [key: string, value: string])[] {
  const first = FIRST.filter((key) => key in attributes)
  const others = Object.keys(attributes).filter((key) => !TELLS_NOTHING.has(key) && !first.includes(key))
  return [...first, ...others]
    .slice(0, VALUES)
    .map((key) => [oneLine(key.slice(0, VALUE)), oneLine(shortOf(attributes[key] ?? null))])
}

/** An error is its type and message, of which the end says more: drivers put the statement before the cause. */
function shortOf(value: Json): string {
  if (!isObject(value) || typeof value.message !== 'string') return asText(value).slice(0, VALUE)
  const { message } = value
  const type = asText(value.type ?? value.name ?? 'Error').slice(0, VALUE)
  const end = message.length > 2 * VALUE ? `${message.slice(0, 30)} … ${message.slice(-VALUE)}` : message
  return `${type}: ${end}`
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
