import type { ServerResponse } from 'node:http'

/** Some of the largest answers that there are; a page reads one in a moment. */
const MOST_BYTES = 64 * 1024 ** 2
/** Whoever takes nothing of an answer for so long is not there any more. */
const PATIENCE_MS = 30_000

/** Answers on their way to whoever asked: each is in memory until it is read to its end. */
export class Unread {
  readonly #bytes = new Map<ServerResponse, number>()

  get isFull(): boolean {
    let sum = 0
    for (const [response, bytes] of this.#bytes) {
      // One that waits for others of its connection is not told when that ends.
      if (response.writableFinished || response.req.socket.destroyed) this.#bytes.delete(response)
      else sum += bytes
    }
    return sum >= MOST_BYTES
  }

  add(response: ServerResponse, bytes: number): void {
    if (response.req.socket.destroyed) return
    this.#bytes.set(response, bytes)
    response.once('close', () => this.#bytes.delete(response))
    response.setTimeout(PATIENCE_MS, () => response.destroy())
  }
}
