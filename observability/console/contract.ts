// The console's JSON API as types: what the server answers with and what its pages read. docs/reference/console-api.md
// says the same in prose, with examples.
//
// Instants: `…Ns` are nanoseconds since 1970 as decimal text, for they do not fit a double; `…At` are milliseconds since
// 1970. Lengths: `…Ns` of a length and of an offset are numbers of nanoseconds, `…Seconds` are seconds. Rates are per
// second, shares lie between 0 and 1. What is not known is null.
import type { Block } from './markdown/tree.ts'

/** Every error of the API, with a status of 4xx or 5xx. docs/reference/console-api.md explains the codes. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly detail: string
}

// GET /api/status

export interface ConsoleStatus {
  readonly version: string
  readonly startedAt: number
  /** Where its pages and this API are, and where telemetry is sent. */
  readonly url: string
  readonly otlpUrl: string
  readonly held: {
    readonly spans: number
    readonly traces: number
    readonly logs: number
    readonly bytes: number
    /** Where older telemetry makes room for newer. */
    readonly byteLimit: number
    readonly spansPerTraceLimit: number
    /** Since the start: what made room, and what a full trace turned away. */
    readonly spansEvicted: number
    readonly spansDropped: number
  }
  readonly persist: { readonly folder: string; readonly bytes: number } | null
  /** A Prometheus that it was told of. */
  readonly prometheus: string | null
}

// GET /api/services

export interface ServiceList {
  readonly services: readonly ServiceView[]
  /** Over which rate, errors and duration are: the last five minutes, or since the console first saw the service. */
  readonly windowSeconds: number
}

export interface ServiceView {
  readonly name: string
  readonly versions: readonly string[]
  readonly environment: string | null
  /** Spans held. */
  readonly spans: number
  /** When telemetry of it last came. */
  readonly lastSeenAt: number | null
  readonly targets: readonly TargetView[]
  /** From its scraped counters; null where it is not scraped. */
  readonly red: Red | null
  /** Requests a second at each of the last minutes, oldest first, for a small picture. */
  readonly rates: readonly (number | null)[]
  readonly budgets: readonly BudgetView[]
  readonly firing: number
}

export interface TargetView {
  readonly url: string
  readonly up: boolean
  readonly scrapedAt: number | null
  /** Why the last scrape failed. */
  readonly error: string | null
}

export interface Red {
  readonly rate: number
  readonly errorShare: number
  /** Seconds; null without requests. */
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

export interface BudgetView {
  readonly slo: string
  readonly displayName: string
  readonly objective: number
  /** Share of the budget that is left: 1 untouched, below 0 overspent; null where it is not evaluated. */
  readonly left: number | null
  /** Whether as many bad events were seen as an alert waits for. Fewer tell little: one slow request can be a budget. */
  readonly enough: boolean
}

// GET /api/traces?service=&route=&status=&min_ms=&max_ms=&attr=key=value&since=&until=&probes=&limit=
//   status: `error` | `ok` (the trace has a failed span, or none) | an HTTP status `404` | its class `5xx`, of any
//           server span
//   attr:   `key=value`, or `key` alone for any value, of a span or its resource; may be given several times, and all must be
//           on one span with its resource
//   since, until: milliseconds since 1970; the trace began within them
//   probes: `show` to keep traces that are nothing but health probes or scrapes (/livez, /readyz, /metrics)
//   limit:  1 to 1,000, 100 unless told; newest first

export interface TraceList {
  readonly traces: readonly TraceSummary[]
  /** How far was looked, and whether that was all there is: a search ends after `limit` traces were found. */
  readonly searched: { readonly traces: number; readonly complete: boolean }
}

export interface TraceSummary {
  readonly traceId: string
  /** Of its root, or of its earliest span where the root is not held. */
  readonly name: string
  readonly service: string
  readonly route: string | null
  readonly httpStatus: number | null
  /** In the order of first appearance. */
  readonly services: readonly string[]
  readonly startNs: string
  readonly durationNs: number
  readonly spans: number
  readonly errors: number
  /** Spans of it that are not held any more, or never were: the trace was full, or too old. */
  readonly missing: number
}

// GET /api/traces/{traceId}

export interface TraceView {
  readonly traceId: string
  readonly startNs: string
  readonly durationNs: number
  readonly missing: number
  readonly resources: readonly ResourceView[]
  /** As drawn: parents before children, siblings by start. */
  readonly spans: readonly SpanView[]
}

/** GET /api/traces/{traceId}?view=outline: the same without what only one span at a time is looked at for. */
export interface TraceOutline {
  readonly traceId: string
  readonly startNs: string
  readonly durationNs: number
  readonly missing: number
  readonly resources: readonly ResourceView[]
  readonly spans: readonly SpanOutline[]
  /** The stretches that the trace's end waited for, in order: of which span (its index in `spans`), from and to. */
  readonly criticalPath: readonly (readonly [span: number, fromNs: number, toNs: number])[]
  readonly logs: number
}

export interface ResourceView {
  readonly service: string
  readonly version: string | null
  readonly environment: string | null
  readonly attributes: Attributes
}

export interface SpanOutline {
  readonly spanId: string
  /** Null also where its parent is itself below it: a cycle is cut at the earliest span. */
  readonly parentSpanId: string | null
  /** 0 for a root. A span whose parent is not held is a root with `orphan`. */
  readonly depth: number
  readonly orphan: boolean
  readonly name: string
  readonly kind: SpanKind
  /** Index in `resources`. */
  readonly resource: number
  /** From the start of the trace. */
  readonly offsetNs: number
  /** Never negative: a clock that ran backwards gives 0. */
  readonly durationNs: number
  readonly error: boolean
  /** What the span is about, in one line of at most 300 characters: its SQL, its route and status, its message. */
  readonly detail: string
  readonly events: number
  readonly links: number
}

/** GET /api/traces/{traceId}/spans/{spanId} */
export interface SpanView extends SpanOutline {
  readonly startNs: string
  readonly status: 'unset' | 'ok' | 'error'
  readonly statusMessage: string | null
  readonly scope: string
  readonly attributes: Attributes
  readonly eventList: readonly {
    readonly name: string
    readonly timeNs: string
    readonly attributes: Attributes
  }[]
  readonly linkList: readonly {
    readonly traceId: string
    readonly spanId: string
    readonly attributes: Attributes
    /** Whether the trace that it leads to is held here. */
    readonly held: boolean
  }[]
}

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer'

/** 64-bit integers beyond a double's reach are decimal text. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type Attributes = Readonly<Record<string, Json>>

// GET /api/logs?trace_id=&span_id=&service=&severity=&q=&since=&until=&limit=
//   severity: the least, `trace` … `fatal`;  q: text that occurs in body or attributes, upper or lower case alike

export interface LogList {
  /** Newest first; with trace_id in the order of time. */
  readonly logs: readonly LogView[]
}

export interface LogView {
  readonly timeNs: string
  /** `trace` … `fatal`; else the logger's own word, or ''. */
  readonly severity: string
  readonly service: string
  readonly body: Json
  readonly attributes: Attributes
  readonly traceId: string | null
  readonly spanId: string | null
  /** Whether the trace is held here. */
  readonly traced: boolean
}

// GET /api/red?service=&minutes=   minutes: 1 to 60, 15 unless told

export interface RedView {
  readonly service: string
  /** Milliseconds since 1970 at which each point of the routes' series stands, oldest first. */
  readonly times: readonly number[]
  /** By the number of requests, the most first. */
  readonly routes: readonly RouteView[]
}

export interface RouteView {
  readonly method: string
  readonly route: string
  readonly requests: number
  readonly errors: number
  /** Over the whole stretch. */
  readonly total: Red
  readonly rate: readonly (number | null)[]
  readonly errorShare: readonly (number | null)[]
  readonly p50: readonly (number | null)[]
  readonly p95: readonly (number | null)[]
  readonly p99: readonly (number | null)[]
  readonly exemplars: readonly {
    readonly at: number
    readonly seconds: number
    readonly traceId: string
    readonly held: boolean
  }[]
}

// GET /api/slos?service=

export interface SloList {
  /** Seconds between evaluations. */
  readonly stepSeconds: number
  readonly evaluatedAt: number | null
  readonly slos: readonly SloView[]
}

export interface SloView {
  readonly service: string
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly owner: string
  readonly kind: 'availability' | 'latency'
  readonly objective: number
  readonly period: string
  readonly periodSeconds: number
  /** Bad is …, in words. */
  readonly bad: string
  /** Why it is not evaluated here: it asks queries that only a Prometheus can answer, or nothing was scraped. */
  readonly unevaluated: string | null
  /** Since when samples are held; the budget is of this stretch, not of the whole period, while it is shorter. */
  readonly since: number | null
  readonly budget: {
    readonly left: number
    readonly badEvents: number
    readonly events: number
    /** As in BudgetView. */
    readonly enough: boolean
    /** At the last hour's burn rate; null without burn. */
    readonly secondsLeft: number | null
  } | null
  readonly burn: readonly BurnView[]
  readonly tiers: readonly TierView[]
  /** For a picture of the last six hours: the burn of five minutes, and what was left. */
  readonly history: readonly (readonly [at: number, burn5m: number, left: number])[]
}

export interface BurnView {
  readonly window: string
  /** 1 spends exactly the budget over the period. */
  readonly rate: number
  readonly badEvents: number
  readonly events: number
}

/** One burn-rate alert: what would fire, and how near it is. */
export interface TierView {
  readonly alert: string
  readonly severity: 'page' | 'ticket'
  readonly long: string
  readonly short: string
  /** The burn rate that both windows must exceed. */
  readonly factor: number
  /** Bad events of the longer one, and how many of them it takes at least. */
  readonly badEvents: number
  readonly leastBadEvents: number
  readonly longBurn: number
  readonly shortBurn: number
  readonly state: AlertState
  /** Since when it is pending or firing. */
  readonly since: number | null
  /** Where its page is: `/runbooks/{service}/{page}`. */
  readonly runbook: string
}

export type AlertState = 'inactive' | 'pending' | 'firing'

// GET /api/alerts

export interface AlertList {
  /** Pending and firing ones, pages first. */
  readonly alerts: readonly AlertView[]
}

export interface AlertView {
  readonly alert: string
  readonly service: string
  /** Null for an alert about a whole service. */
  readonly slo: string | null
  readonly severity: 'page' | 'ticket'
  readonly state: Exclude<AlertState, 'inactive'>
  readonly since: number
  readonly summary: string
  readonly description: string
  readonly runbook: string
}

// GET /api/deploys

export interface DeployList {
  /** Versions seen, newest first. */
  readonly deploys: readonly {
    readonly service: string
    readonly version: string
    readonly commit: string | null
    readonly firstSeenAt: number
    readonly lastSeenAt: number
  }[]
}

// GET /api/map?minutes=   minutes: 1 to 60, 15 unless told; from the spans that are held

export interface ServiceMap {
  readonly windowSeconds: number
  /** Those with most calls, 200 at most. */
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  /** Nodes that there are beside these. */
  readonly omitted: number
}

export interface MapNode extends Red {
  /** Unique among the nodes: `service:orders`, `database:postgresql/orders`. */
  readonly id: string
  readonly name: string
  readonly kind: 'service' | 'database' | 'messaging' | 'external' | 'caller'
  /** `attr` of GET /api/traces that finds the calls of it, by the names that their spans use; none of a service. */
  readonly attr: readonly string[]
}

export interface MapEdge extends Red {
  readonly from: string
  readonly to: string
  readonly calls: number
}

// GET /api/runbooks/{service}/{page}

export interface RunbookView {
  readonly service: string
  readonly page: string
  /** As it is written. */
  readonly markdown: string
  /** The same as it is shown. */
  readonly blocks: readonly Block[]
  /** Alerts that lead to this page and are pending or firing. */
  readonly alerts: readonly AlertView[]
  /** Objectives that the page is about, as they are now. */
  readonly slos: readonly SloView[]
  /** Answers to the page's PromQL blocks, by their exact text, where there is a Prometheus to ask. */
  readonly values: Readonly<Record<string, QueryValue>>
}

export type QueryValue =
  | {
      readonly series: readonly {
        readonly labels: Readonly<Record<string, string>>
        /** As Prometheus writes it where JSON has no number for it. */
        readonly value: number | 'NaN' | '+Inf' | '-Inf'
      }[]
    }
  | { readonly error: string }

// GET /api/events: server-sent events. Each is `event: change` with the names of what changed since the last one, at
// most once a second; whoever shows it asks again.

export interface Change {
  readonly changed: readonly ('traces' | 'logs' | 'metrics' | 'objectives')[]
}
