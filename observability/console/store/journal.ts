// Bodies in files, as they came, so that the next console begins with what this one had. Written some 200 ms later: whoever
// sends is never kept waiting by a disk, and what a crash loses is the last moment.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError } from '../../cli/errors.ts'
import type { Signal } from '../otlp/definitions.ts'
import { lock } from './journal-lock.ts'
import { HEAD, headOf, recordsIn } from './journal-record.ts'

const FLUSH_MS = 200
/** Bytes that wait to be written. A disk that is slower than what comes loses some of it. */
const MAX_WAITING = 64 * 1024 ** 2
const MAX_FILE = 64 * 1024 ** 2
/** What Linux takes at once: IOV_MAX in limits.h. */
const MAX_BUFFERS = 1024
const NAME = /^(\d{8})\.otlp$/

export interface JournalOptions {
  readonly folder: string
  /** On disk, in all. */
  readonly bytes: number
  readonly onTrouble: (what: string) => void
}

interface File {
  readonly path: string
  size: number
}

export class Journal {
  readonly #options: JournalOptions
  readonly #unlock: () => void
  /** Oldest first. */
  readonly #files: File[]
  #number: number
  #handle: FileHandle | undefined
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #isOff = false
  #hasSkipped = false

  /** @throws CodedError */
  constructor(options: JournalOptions) {
    this.#options = options
    const { folder } = options
    try {
      mkdirSync(folder, { recursive: true })
      this.#unlock = lock(folder)
    } catch (cause) {
      if (cause instanceof CodedError) throw cause
      throw new CodedError('CONSOLE_FOLDER_NOT_WRITABLE', {
        place: folder,
        message: `telemetry cannot be kept there: ${(cause as Error).message}`,
        remedy: 'give it to whoever runs the console, or choose another folder with --persist',
        cause,
      })
    }
    const names = readdirSync(folder).filter((name) => NAME.test(name))
    this.#number = Math.max(0, ...names.map((name) => Number.parseInt(name, 10)))
    this.#files = names.sort().flatMap((name) => fileAt(join(folder, name)) ?? [])
  }

  status(): { readonly folder: string; readonly bytes: number } {
    return { folder: this.#options.folder, bytes: this.#files.reduce((sum, { size }) => sum + size, 0) }
  }

  /** The newest files, as many as there may be room for, from their oldest record on. */
  replay(bytes: number, take: (signal: Signal, body: Uint8Array, at: number) => unknown): void {
    let [left, from, damaged] = [bytes, this.#files.length, 0]
    while (from > 0 && left > 0) {
      from -= 1
      left -= this.#files[from]?.size ?? 0
    }
    const skipped = (bytes: number) => {
      damaged += bytes
    }
    for (const file of this.#files.slice(from)) {
      for (const { signal, body, at } of recordsIn(this.#read(file), skipped)) {
        try {
          take(signal, body, at)
        } catch {
          skipped(HEAD + body.length)
        }
      }
    }
    if (damaged > 0)
      this.#options.onTrouble(`${damaged} bytes in ${this.#options.folder} are damaged and were skipped`)
  }

  append(signal: Signal, body: Uint8Array, at: number): void {
    if (this.#isOff) return
    if (this.#waitingBytes + body.length > Math.min(MAX_WAITING, this.#options.bytes / 4)) {
      if (!this.#hasSkipped)
        this.#options.onTrouble('the disk is too slow to keep all telemetry: some is not kept')
      this.#hasSkipped = true
      return
    }
    this.#waiting.push(headOf(signal, body, at), body)
    this.#waitingBytes += HEAD + body.length
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS)
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#flush()
    await this.#writing
    this.#isOff = true
    await this.#handle?.close()
    this.#handle = undefined
    this.#unlock()
  }

  /** Nothing where it cannot be read, which stops nothing else. */
  #read({ path }: File): Buffer {
    try {
      return readFileSync(path)
    } catch (cause) {
      this.#options.onTrouble(`${path} cannot be read and was skipped: ${(cause as Error).message}`)
      return Buffer.alloc(0)
    }
  }

  #flush(): void {
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write()).catch((cause: Error) => this.#turnOff(cause))
  }

  async #write(): Promise<void> {
    const [buffers, bytes] = [this.#waiting, this.#waitingBytes]
    if (buffers.length === 0 || this.#isOff) return
    this.#waiting = []
    const { handle, file } = await this.#file(bytes)
    for (let from = 0; from < buffers.length; from += MAX_BUFFERS) {
      const { bytesWritten } = await handle.writev(buffers.slice(from, from + MAX_BUFFERS))
      file.size += bytesWritten
    }
    this.#waitingBytes -= bytes
  }

  /** The newest file, or the next one; whatever is too old goes before anything is written. */
  async #file(more: number): Promise<{ readonly handle: FileHandle; readonly file: File }> {
    const { folder, bytes } = this.#options
    const newest = this.#handle && this.#files.at(-1)
    if (this.#handle && newest && newest.size + more <= Math.min(MAX_FILE, bytes / 8)) {
      this.#makeRoom(bytes - more)
      return { handle: this.#handle, file: newest }
    }
    await this.#handle?.close()
    this.#number += 1
    const path = join(folder, `${String(this.#number).padStart(8, '0')}.otlp`)
    const file = { path, size: 0 }
    this.#makeRoom(bytes - more)
    // Log records may hold what is nobody else's business.
    this.#handle = await open(path, 'a', 0o600)
    this.#files.push(file)
    return { handle: this.#handle, file }
  }

  #makeRoom(bytes: number): void {
    const isWritten = this.#handle ? 1 : 0
    while (this.#files.length > isWritten && this.status().bytes > bytes) {
      const [oldest] = this.#files.splice(0, 1)
      if (oldest) rmSync(oldest.path, { force: true })
    }
  }

  #turnOff(cause: Error): void {
    this.#isOff = true
    this.#waiting = []
    this.#waitingBytes = 0
    this.#options.onTrouble(`telemetry is not kept in ${this.#options.folder} any more: ${cause.message}`)
  }
}

/** Undefined for what has the name of a file and is none. */
function fileAt(path: string): File | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? { path, size: stats.size } : undefined
}
