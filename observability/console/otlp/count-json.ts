import { assertWithin } from './limits.ts'

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, OPEN_OBJECT] = Buffer.from('"\\,[{')

/** Throws a refusal if the body holds more values than it may: each but the first of a list or object has a comma. */
export function assertJsonWithin(body: Uint8Array): void {
  let values = 0
  let inText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (byte === QUOTE) inText = !inText
    else if (inText) at += byte === BACKSLASH ? 1 : 0
    else if (byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT) values += 1
  }
  assertWithin({ records: 0, values })
}
