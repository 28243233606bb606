/** What bodies that are being read, or wait for the worker, may take: some thousand usual batches. */
const MOST_BYTES = 192 * 1024 ** 2
const MOST_BODIES = 512

/** Beyond it senders are asked to come again, which their retry does. */
export class Room {
  #bytes = 0
  #bodies = 0

  take(bytes: number): boolean {
    if (this.#bodies >= MOST_BODIES || this.#bytes + bytes > MOST_BYTES) return false
    this.#bodies += 1
    this.#bytes += bytes
    return true
  }

  give(bytes: number): void {
    this.#bodies -= 1
    this.#bytes -= bytes
  }
}
