// Goes over the bytes of a message and over nothing but them. https://protobuf.dev/programming-guides/encoding/
import { WIRE } from './shapes.ts'
import { MalformedRequest } from './values.ts'

export const malformed = () => new MalformedRequest('the body is not a valid protobuf export request')

export class Cursor {
  protected readonly bytes: Uint8Array
  protected at = 0
  /** Wire type of the field that it stands at. */
  protected type = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Where the message that begins here ends; with `over`, also goes there. */
  protected inner(end: number, over = false): number {
    if (this.type !== WIRE.length) throw malformed()
    const length = this.varint32()
    const last = this.at + length
    if (last > end) throw malformed()
    if (over) this.at = last
    return last
  }

  protected skip(type: number, end: number): void {
    if (type === WIRE.length) this.inner(end, true)
    else if (type === WIRE.varint) this.skipVarint()
    else if (type === WIRE.fixed64) this.at += 8
    else if (type === WIRE.fixed32) this.at += 4
    else throw malformed()
  }

  /** Tags and lengths have 32 bits, so five bytes at most. */
  protected varint32(): number {
    const bytes = this.bytes
    let byte = bytes[this.at++]
    if (byte === undefined) throw malformed()
    if (byte < 128) return byte
    let value = byte & 127
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[this.at++]
      if (byte === undefined) throw malformed()
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
    byte = bytes[this.at++]
    if (byte === undefined || byte > 15) throw malformed()
    return (value | (byte << 28)) >>> 0
  }

  /** Of a number, only where it ends matters here: after ten bytes at most. */
  protected skipVarint(): void {
    const last = this.at + 10
    while (this.at < last) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw malformed()
      if (byte < 128) return
    }
    throw malformed()
  }

  protected skipNarrow(): void {
    const from = this.at
    this.skipVarint()
    if (this.at - from > 5 && this.at - from < 10) throw malformed()
  }
}
