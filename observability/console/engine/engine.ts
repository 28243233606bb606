// The worker thread as the front sees it. Whatever was under way when it fell is told so; it is started once more with
// what is persisted, and a second fall soon after ends the console: something that it holds, or its code, is broken.
import { Worker } from 'node:worker_threads'
import { CODES, type Code, CodedError } from '../../cli/errors.ts'
import type { ApiRequest } from '../api/router.ts'
import type { Change } from '../contract.ts'
import type { Signal } from '../otlp/definitions.ts'
import { unlock } from '../store/journal-lock.ts'
import type { Answered, EngineOptions, FromEngine, Ingested, SentError, ToEngine } from './messages.ts'
import type { Encoding } from './parts.ts'
import { Turns } from './turns.ts'

/** Compiled in a package. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
/** A fall this long after the last one is another accident, not the same again. */
const STEADY_MS = 60_000
const CLOSE_MS = 5_000

/** It fell while this was under way, or whoever asked is gone: asking again is worth it. */
export class EngineLost extends Error {}

export interface EngineEvents {
  readonly changed: (kinds: Change['changed']) => void
  /** A line for whoever reads the terminal. */
  readonly told: (text: string) => void
  /** It will not come back. */
  readonly failed: (error: CodedError) => void
}

interface Pending {
  readonly done: (message: never) => void
  readonly failed: (error: Error) => void
}

export class Engine {
  readonly #options: EngineOptions
  readonly #file: URL
  readonly #events: EngineEvents
  readonly #pending = new Map<number, Pending>()
  readonly #turns = new Turns((ask) => this.#post(ask))
  #outbox: ToEngine[] = []
  #worker: Worker
  #ready: () => void = () => {}
  #unready: (error: CodedError) => void = () => {}
  /** Rejects with a CodedError where it cannot start. */
  readonly ready = new Promise<void>((ready, unready) => {
    this.#ready = ready
    this.#unready = unready
  })
  #lastId = 0
  #fellAt = Number.NEGATIVE_INFINITY
  #closing = false

  /** @param file that the thread runs */
  constructor(options: EngineOptions, events: EngineEvents, file: URL = WORKER) {
    this.#options = options
    this.#file = file
    this.#events = events
    this.ready.catch(() => {}) // whoever waits for it hears of it, which nobody may any more
    this.#worker = this.#start()
  }

  /** What was sent and is not answered yet. */
  get waiting(): number {
    return this.#pending.size
  }

  /** `body` must share its memory with nobody: it is gone here afterwards. */
  ingest(signal: Signal, encoding: Encoding, body: Uint8Array<ArrayBuffer>): Promise<Ingested> {
    return this.#await((id) => this.#post({ kind: 'ingest', id, signal, encoding, body }))
  }

  /** @param gone aborted when nobody wants the answer any more */
  ask(request: ApiRequest, gone?: AbortSignal): Promise<Answered> {
    return this.#await((id) => {
      const withdraw = () => {
        if (this.#turns.withdraw(id)) this.#settle(id)?.failed(new EngineLost())
      }
      gone?.addEventListener('abort', withdraw, { once: true })
      this.#turns.add({ kind: 'ask', id, request })
    })
  }

  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    this.#turns.clear()
    const ended = new Promise<void>((done) => this.#worker.once('exit', () => done()))
    this.#outbox.push({ kind: 'close' })
    this.#flush()
    const late = setTimeout(() => void this.#worker.terminate(), CLOSE_MS)
    await ended
    clearTimeout(late)
    this.#loseAll()
  }

  #await<T>(send: (id: number) => void): Promise<T> {
    const id = ++this.#lastId
    return new Promise<T>((done, failed) => {
      this.#pending.set(id, { done, failed })
      send(id)
    })
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }

  /** All that one turn of the event loop has read goes as one message. */
  #post(message: ToEngine): void {
    if (this.#outbox.push(message) === 1) setImmediate(() => this.#flush())
  }

  #flush(): void {
    const messages = this.#outbox
    this.#outbox = []
    if (messages.length === 0) return
    const bodies = messages.flatMap((each) => (each.kind === 'ingest' ? [each.body.buffer] : []))
    this.#worker.postMessage(messages, bodies)
  }

  #start(): Worker {
    const worker = new Worker(this.#file, { workerData: this.#options })
    worker.on('message', (messages: readonly FromEngine[]) => {
      for (const message of messages) this.#take(message)
    })
    let fault: unknown
    worker.on('error', (error) => {
      fault = error
    })
    worker.on('exit', () => {
      if (!this.#closing) this.#fell(fault)
    })
    return worker
  }

  #take(message: FromEngine): void {
    if (message.kind === 'ready') this.#ready()
    else if (message.kind === 'told') this.#events.told(message.text)
    else if (message.kind === 'changed') this.#events.changed(message.changed)
    else if (message.kind === 'failed') this.#giveUp(received(message.error))
    else {
      this.#turns.over(message.id)
      if (message.kind !== 'elsewhere') this.#settle(message.id)?.done(message as never)
    }
  }

  #fell(fault: unknown): void {
    const error = engineFailed(fault)
    const again = performance.now() - this.#fellAt < STEADY_MS
    this.#fellAt = performance.now()
    if (again) this.#giveUp(error)
    else {
      this.#loseAll()
      this.#events.told(`${error}`)
      if (this.#options.persist) unlock(this.#options.persist.folder)
      this.#worker = this.#start()
      this.#turns.proceed()
      this.#events.changed(['traces', 'logs', 'metrics', 'objectives'])
    }
  }

  #giveUp(error: CodedError): void {
    this.#closing = true
    this.#turns.clear()
    this.#loseAll()
    this.#unready(error)
    this.#events.failed(error)
  }

  /** But not the queries whose turn has not come. */
  #loseAll(): void {
    this.#outbox = []
    for (const id of this.#pending.keys())
      if (!this.#turns.isWaiting(id)) this.#settle(id)?.failed(new EngineLost())
  }
}

function engineFailed(cause: unknown): CodedError {
  const said = cause instanceof Error ? cause.message : 'it ended by itself'
  return new CodedError('CONSOLE_ENGINE_FAILED', {
    message: `what keeps the telemetry fell (${said}) and lost what was not persisted`,
    remedy: 'it is started again once; report this with what was sent, or start with less --memory',
    cause,
  })
}

function received({ code, place, message, remedy = '' }: SentError): CodedError {
  if (code !== undefined && Object.hasOwn(CODES, code))
    return new CodedError(code as Code, { ...(place !== undefined && { place }), message, remedy })
  return engineFailed(new Error(message))
}
