// How a body lies in a file of the journal: a head, then the body. Whoever was killed while writing leaves a torn one,
// and disks do worse; so each says how long it is and has a checksum, and reading goes on at the next one.
import { crc32 } from 'node:zlib'
import type { Signal } from '../otlp/definitions.ts'

/** Magic, length of the body, checksum of all behind it, signal; then when it came, a double of milliseconds since 1970. */
export const HEAD = 24
const MAGIC = Buffer.from('prt\x01')
const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics']

export interface JournalRecord {
  readonly signal: Signal
  readonly body: Buffer
  readonly at: number
}

export function headOf(signal: Signal, body: Uint8Array, at: number): Buffer {
  const head = Buffer.alloc(HEAD)
  MAGIC.copy(head)
  head.writeUInt32LE(body.length, 4)
  head.writeUInt32LE(SIGNALS.indexOf(signal), 12)
  head.writeDoubleLE(at, 16)
  head.writeUInt32LE(crc32(body, crc32(head.subarray(12))), 8)
  return head
}

/** Whole records in order. @param damaged told of each stretch of bytes that is none */
export function* recordsIn(file: Buffer, damaged: (bytes: number) => void): Generator<JournalRecord> {
  for (let at = 0; at < file.length; ) {
    const record = recordAt(file, at)
    if (record) {
      yield record
      at += HEAD + record.body.length
      continue
    }
    const next = nextRecord(file, at + 1)
    damaged(next - at)
    at = next
  }
}

function recordAt(file: Buffer, at: number): JournalRecord | undefined {
  if (at + HEAD > file.length || MAGIC.compare(file, at, at + MAGIC.length) !== 0) return undefined
  const end = at + HEAD + file.readUInt32LE(at + 4)
  const signal = SIGNALS[file.readUInt32LE(at + 12)]
  if (end > file.length || signal === undefined) return undefined
  const body = file.subarray(at + HEAD, end)
  if (crc32(body, crc32(file.subarray(at + 12, at + HEAD))) !== file.readUInt32LE(at + 8)) return undefined
  return { signal, body, at: file.readDoubleLE(at + 16) }
}

function nextRecord(file: Buffer, from: number): number {
  let at = file.indexOf(MAGIC, from)
  while (at >= 0 && !recordAt(file, at)) at = file.indexOf(MAGIC, at + 1)
  return at < 0 ? file.length : at
}
