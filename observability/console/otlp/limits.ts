// How much one export request may hold. It is counted on the bytes, before an object is made of any of them: 16 kB of
// gzip can hold millions of empty records.
import { Refusal } from './body.ts'

export interface Amount {
  /** Spans, log records or data points. */
  readonly records: number
  /** Fields and list elements of any kind: an attribute with a text is four of them. */
  readonly values: number
}

/** Six of a Collector's batches of 8,192, with twenty values in each record. */
export const LIMITS: Amount = { records: 50_000, values: 1_000_000 }

export function assertWithin({ records, values }: Amount, limits: Amount = LIMITS): void {
  if (records > limits.records) throw tooMany('records', limits.records)
  if (values > limits.values) throw tooMany('fields', limits.values)
}

const tooMany = (what: string, limit: number): Refusal =>
  new Refusal(413, `the request holds more than ${limit} ${what}: send smaller batches`)
