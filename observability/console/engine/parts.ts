// What the console is made of behind its front: two parts that know nothing of each other, nor of HTTP. Both live in one
// worker thread (engine/worker.ts), so that decoding, storing and evaluating never keep a page waiting.

import type { SloModel } from '../../slo/model/model.ts'
import type {
  AlertList,
  AlertView,
  BudgetView,
  ConsoleStatus,
  DeployList,
  LogList,
  Red,
  RedView,
  ServiceMap,
  SloList,
  SpanView,
  TargetView,
  TraceList,
  TraceOutline,
  TraceView,
} from '../contract.ts'
import type { Signal } from '../otlp/definitions.ts'

export type Encoding = 'application/x-protobuf' | 'application/json'

/** Spans and log records that came over OTLP, as many as there is room for. */
export interface Telemetry {
  /**
   * Keeps what is good of a body that is unpacked already.
   * @throws Refusal or MalformedRequest where nothing of it can be read; nothing of it is kept then.
   */
  ingest(
    signal: Signal,
    encoding: Encoding,
    body: Uint8Array,
  ): { readonly rejected: number; readonly reason: string | undefined }
  traces(query: TraceQuery): TraceList
  trace(traceId: string): TraceView | undefined
  outline(traceId: string): TraceOutline | undefined
  span(traceId: string, spanId: string): SpanView | undefined
  holds(traceId: string): boolean
  logs(query: LogQuery): LogList
  /** By name: services that sent spans or log records. */
  services(): readonly SeenService[]
  map(minutes: number): ServiceMap
  held(): ConsoleStatus['held']
}

export interface TraceQuery {
  readonly service?: string
  readonly route?: string
  readonly status?: TraceStatus
  /** Milliseconds. */
  readonly minMs?: number
  readonly maxMs?: number
  readonly attributes?: readonly { readonly key: string; readonly value?: string }[]
  /** Milliseconds since 1970. */
  readonly since?: number
  readonly until?: number
  readonly probes?: boolean
  readonly limit: number
}

/** `class` is the first digit of an HTTP status. */
export type TraceStatus = 'error' | 'ok' | { readonly code: number } | { readonly class: number }

export interface LogQuery {
  readonly traceId?: string
  readonly spanId?: string
  readonly service?: string
  readonly severity?: string
  readonly text?: string
  readonly since?: number
  readonly until?: number
  readonly limit: number
}

export interface SeenService {
  readonly name: string
  /** The newest last. */
  readonly versions: readonly string[]
  readonly environment: string | null
  /** Held now. */
  readonly spans: number
  /** Milliseconds since 1970. */
  readonly lastSeenAt: number
}

/** Counters scraped from services, and what they say of the objectives. */
export interface Watch {
  /** Scrapes `/metrics` of a service; the address is its base, such as http://127.0.0.1:3000. Once is enough. */
  target(url: string): void
  /** As `target`, for those that a list names, in place of those that it named before. */
  targets(urls: readonly string[]): void
  /** Objectives to evaluate: the compiled `slo.json` of a service, in place of what was there of the same service. */
  objectives(model: Pick<SloModel, 'services' | 'slos'>): void
  /** By name: services that were scraped or have objectives. */
  services(): readonly WatchedService[]
  windowSeconds: number
  red(service: string, minutes: number): RedView | undefined
  slos(service?: string): SloList
  alerts(): AlertList
  alertsOf(service: string, page: string): readonly AlertView[]
  deploys(): DeployList
  /** Begins to scrape and evaluate; tells of each time that something changed. Answers with the way to stop. */
  start(changed: (what: 'metrics' | 'objectives') => void): () => void
}

export interface WatchedService {
  readonly name: string
  readonly versions: readonly string[]
  readonly environment: string | null
  readonly targets: readonly TargetView[]
  readonly red: Red | null
  readonly rates: readonly (number | null)[]
  readonly budgets: readonly BudgetView[]
  readonly firing: number
}
