// Which log records say something. Nearly all that do not are told by their bytes.
import type { LogRecord, Value } from '../model.ts'
import { Attribute } from '../otlp/attribute.ts'
import { endAt, Fields, textAt } from '../otlp/wire.ts'
import type { LogSegment } from '../store/log-records.ts'
import { rowAt } from './attribute-search.ts'
import { isOtherAt, scalarAt } from './wanted.ts'

const fields = new Fields()
const attribute = new Attribute()

/** The last first; with a text, those only that may hold it. */
export function rowsOf(segment: LogSegment, text: string): number[] {
  const needle = needleOf(text)
  const { raw, used, columns, count } = segment
  if (needle === '') {
    const all = Array.from({ length: count }, (_, row) => count - 1 - row)
    return text === '' ? all : all.filter((row) => mayHold(raw, columns.place[row] ?? 0, text))
  }
  const pattern = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi')
  const written = raw.toString('latin1', 0, used)
  const rows: number[] = []
  for (let match = pattern.exec(written); match; match = pattern.exec(written)) {
    const row = rowAt(columns.place, count, match.index)
    const end = row < 0 ? 0 : endAt(raw, columns.place[row] ?? 0)
    if (match.index >= end) continue
    rows.push(row)
    pattern.lastIndex = end
  }
  return rows.reverse()
}

/** What must be in the bytes as it stands, but for upper and lower case. '' where a number or a boolean may be meant. */
function needleOf(text: string): string {
  if (
    /^[\d.e+-]*$/.test(text) ||
    ['true', 'false', 'null', 'nan', '-infinity'].some((word) => word.includes(text))
  )
    return ''
  return (text.match(/[\x20-\x7e]+/g) ?? []).reduce(
    (longest, run) => (run.length > longest.length ? run : longest),
    '',
  )
}

export function says({ body, attributes }: LogRecord, text: string): boolean {
  return holds(body, text) || holds(attributes, text)
}

function holds(value: Value | LogRecord['attributes'], text: string): boolean {
  if (typeof value !== 'object' || value === null) return String(value).toLowerCase().includes(text)
  if (Array.isArray(value)) return value.some((item) => holds(item, text))
  return Object.entries(value).some(([key, item]) => key.toLowerCase().includes(text) || holds(item, text))
}

/** Whether a number, a boolean or a text among body and attributes holds it, or what does must be decoded to be seen. */
function mayHold(raw: Buffer, place: number, text: string): boolean {
  fields.within(raw, place)
  while (fields.next()) {
    if (fields.number === 5 && valueMayHold(raw, fields.at, text)) return true
    if (fields.number !== 6) continue
    const { key, value } = attribute.at(raw, fields.at)
    if (value === 0 || (key !== 0 && textAt(raw, key).toLowerCase().includes(text))) return true
    if (valueMayHold(raw, value, text)) return true
  }
  return false
}

function valueMayHold(raw: Buffer, place: number, text: string): boolean {
  return isOtherAt(raw, place) || (scalarAt(raw, place) ?? '').toLowerCase().includes(text)
}
