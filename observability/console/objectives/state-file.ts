// What outlives a restart, in one file: replaced as a whole, and read only if every byte is as it was written.
import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const NAME = 'objectives.state'
/** Raised when what is written changes its shape. */
const VERSION = 1
const BEGIN = Buffer.from(`paved-road console, objectives, version ${VERSION}\n`)
const DIGEST_BYTES = 32

export interface Content {
  readonly header: unknown
  readonly numbers: Float64Array
}

/** What was written cannot be used. */
export class Unusable extends Error {}

export function encode({ header, numbers }: Content): Uint8Array {
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  const body = Buffer.concat([
    length,
    text,
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  ])
  return Buffer.concat([BEGIN, digest(body), body])
}

/** @throws Unusable */
export function decode(bytes: Uint8Array): Content {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!all.subarray(0, BEGIN.length).equals(BEGIN)) throw new Unusable('it is of another version')
  const body = all.subarray(BEGIN.length + DIGEST_BYTES)
  if (!digest(body).equals(all.subarray(BEGIN.length, BEGIN.length + DIGEST_BYTES)))
    throw new Unusable('it is damaged')
  const end = 4 + body.readUInt32LE()
  // Copied, for numbers must begin at a multiple of eight.
  const numbers = new Uint8Array(body.subarray(end))
  return {
    header: JSON.parse(body.subarray(4, end).toString()),
    numbers: new Float64Array(numbers.buffer),
  }
}

function digest(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest()
}

/** Undefined where nothing was written yet. */
export function readState(folder: string): Uint8Array | undefined {
  try {
    return readFileSync(join(folder, NAME))
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fault
  }
}

export function writeState(folder: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true })
  // Always of this name, so that no more than one is ever left behind.
  const draft = join(folder, `${NAME}.new`)
  try {
    fill(draft, bytes)
    renameSync(draft, join(folder, NAME))
  } catch (fault) {
    rmSync(draft, { force: true })
    throw fault
  }
}

function fill(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w', 0o600)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
