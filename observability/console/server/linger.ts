import type { IncomingMessage } from 'node:http'

const MOST_BYTES = 64 * 1024 ** 2
const MOST_MS = 2_000

/**
 * Lets what is still being sent go by for a moment. A connection that is closed on unread bytes is reset, and its sender
 * then often loses the answer: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export function linger(request: IncomingMessage, done: () => void): void {
  let left = MOST_BYTES
  const end = () => {
    clearTimeout(late)
    done()
  }
  const late = setTimeout(end, MOST_MS)
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) end()
  })
  request.once('end', end).once('close', end).once('error', end)
  request.resume()
}
