// What every output is made from: rules, tests, dashboards, runbooks, console and canary gate read this and nothing
// else. It knows services, objectives and burn rates; of Prometheus it holds only the text of queries it was given.
import type { Period } from './periods.ts'
import type { Severity, Tier } from './tiers.ts'

/** Where something was said, so that a message can point at it. Lines count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
}

export interface SloModel {
  /** In the order of their names, each named once. */
  readonly services: readonly Service[]
  /** In the order of service and name; `service` and `name` together are unique. */
  readonly slos: readonly Slo[]
}

/** Sets the thresholds of a service's platform alerts, and in a stamped service its objectives. */
export const SERVICE_TIERS = ['critical', 'standard', 'internal'] as const
export type ServiceTier = (typeof SERVICE_TIERS)[number]

export interface Service {
  readonly name: string
  readonly displayName: string
  readonly owner: string
  /** Who is called: an address, or the name of a rota. */
  readonly onCall?: string
  readonly tier: ServiceTier
  /** Stamped from the paved road: its metrics have the names of the conventions, so it gets platform alerts. */
  readonly stamped: boolean
  readonly links: Links
  /** One of several compiled together, so its runbooks' files begin with its name. */
  readonly prefixed?: true
  readonly place: Place
}

/** Base URLs without a trailing slash. Where one is not given, links lead to the console. */
export interface Links {
  readonly repository?: string
  readonly grafana?: string
  readonly console: string
}

/** One objective over one period; several objectives of one document are several of these. */
export interface Slo {
  readonly service: string
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly owner: string
  /** Which runbooks apply. */
  readonly kind: 'availability' | 'latency'
  /** Share of events that must be good, between 0 and 1, both excluded. */
  readonly objective: number
  readonly period: Period
  /** Burn-rate alerts, most urgent first; those that can never fire are left out. */
  readonly tiers: readonly Tier[]
  readonly indicator: Indicator
  /** Expected traffic, where the file says it. */
  readonly requestsPerDay?: number
  /** Of its alerts, beside those that each has; what Alertmanager routes on may be among them. */
  readonly labels?: BySeverity
  readonly annotations?: BySeverity
  readonly place: Place
}

export type BySeverity = Readonly<Record<Severity, Readonly<Record<string, string>>>>

export type Indicator = RequestIndicator | EventIndicator | ThresholdIndicator

/** HTTP requests of a stamped service. Health probes are in no metric and so in no objective. */
export interface RequestIndicator {
  readonly source: 'requests'
  readonly routes: 'all' | readonly Route[]
  /** Failed: answered with a 5xx status. Slow: took longer than so many seconds. */
  readonly bad: { readonly failed: true } | { readonly slowerThanSeconds: number }
}

export interface Route {
  /** Upper case; every method if absent. */
  readonly method?: string
  /** As the router names it: `/orders/:id`. */
  readonly route: string
}

/** Counted events: bad ones, or good ones, of a total. */
export interface EventIndicator {
  readonly source: 'events'
  readonly count: { readonly bad: Query } | { readonly good: Query }
  readonly total: Query
}

/** A value that is looked at again and again; each look is an event, good if `value op bound` holds. */
export interface ThresholdIndicator {
  readonly source: 'threshold'
  readonly query: Query
  readonly good: { readonly op: 'lt' | 'lte' | 'gt' | 'gte'; readonly bound: number }
}

/** A PromQL expression as the file gives it; `{{.window}}` stands where its windows go. */
export interface Query {
  readonly text: string
  /** What the query yields: a counter that only rises, a rate over a window, or a count per sample. */
  readonly yields: 'counter' | 'rate' | 'delta'
  readonly place: Place
}
