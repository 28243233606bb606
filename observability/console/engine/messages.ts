// What goes to the worker thread and comes back. Several at once: passing a message costs more than most of them hold.
import type { ApiRequest } from '../api/router.ts'
import type { Change } from '../contract.ts'
import type { Signal } from '../otlp/definitions.ts'
import type { Encoding } from './parts.ts'

export interface EngineOptions {
  readonly version: string
  readonly startedAt: number
  readonly url: string
  readonly otlpUrl: string
  /** Base addresses of services to scrape. */
  readonly services: readonly string[]
  /** Of objectives and runbooks. */
  readonly folders: readonly string[]
  readonly prometheus: string | undefined
  /** Bytes of telemetry to hold at most. */
  readonly byteLimit: number | undefined
  readonly persist: { readonly folder: string; readonly bytes: number } | undefined
}

export type ToEngine =
  | {
      readonly kind: 'ingest'
      readonly id: number
      readonly signal: Signal
      readonly encoding: Encoding
      readonly body: Uint8Array<ArrayBuffer>
    }
  | { readonly kind: 'ask'; readonly id: number; readonly request: ApiRequest }
  | { readonly kind: 'close' }

export type FromEngine =
  | { readonly kind: 'ready' }
  /** It could not start. */
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'changed'; readonly changed: Change['changed'] }
  | ({ readonly kind: 'ingested'; readonly id: number } & Ingested)
  /** A query waits for somebody else, such as a Prometheus, and keeps nobody waiting meanwhile. */
  | { readonly kind: 'elsewhere'; readonly id: number }
  | ({ readonly kind: 'answered'; readonly id: number } & Answered)

/** Either what was kept, or why nothing was. */
export interface Ingested {
  readonly rejected: number
  readonly reason?: string | undefined
  readonly refusal?: { readonly status: number; readonly message: string }
}

export interface Answered {
  readonly status: number
  readonly json: Uint8Array<ArrayBuffer>
}

/** An error that can be sent: one with a code loses its class on the way. */
export interface SentError {
  readonly message: string
  readonly code?: string
  readonly place?: string | undefined
  readonly remedy?: string
}
