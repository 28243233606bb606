// When the platform code that every stamped service has is in trouble, by service tier. These are causes, not
// symptoms: they are tickets that explain a page; only blindness pages by itself.
import type { ServiceTier } from './model.ts'
import type { Window } from './periods.ts'

export interface PlatformThresholds {
  /** Requests waiting for a database connection, in one instance, on average. */
  readonly poolWaiting: number
  /** Share of time an instance's event loop is busy. */
  readonly eventLoopBusy: number
  /** A query is slow above so many seconds, which is a bucket bound; one in a hundred may be. */
  readonly slowQuerySeconds: number
  readonly slowQueryShare: number
  /** Share of calls to one dependency that fail. */
  readonly dependencyErrors: number
}

export const PLATFORM_THRESHOLDS: Readonly<Record<ServiceTier, PlatformThresholds>> = {
  critical: {
    poolWaiting: 0.5,
    eventLoopBusy: 0.8,
    slowQuerySeconds: 0.2,
    slowQueryShare: 0.01,
    dependencyErrors: 0.05,
  },
  standard: {
    poolWaiting: 1,
    eventLoopBusy: 0.9,
    slowQuerySeconds: 0.5,
    slowQueryShare: 0.01,
    dependencyErrors: 0.1,
  },
  internal: {
    poolWaiting: 5,
    eventLoopBusy: 0.95,
    slowQuerySeconds: 1,
    slowQueryShare: 0.01,
    dependencyErrors: 0.2,
  },
}

/** Over which averages and shares are taken. */
export const PLATFORM_WINDOW: Window = '5m'
/** How long a platform alert's condition must hold before it fires, in seconds. */
export const PLATFORM_HOLD_SECONDS = 300
/** A ratio says nothing below so many bad events: one failure in a quiet hour is no incident. */
export const LEAST_BAD_EVENTS = 5
