// Every kind of alert there is: its name, its runbook, and what it says. Rules, runbooks and their tests read this.
import type { Severity } from './model/tiers.ts'

export interface AlertKind {
  /** The alert's name in Prometheus. */
  readonly name: string
  /** The page in runbooks/, without `.md`. One kind, one page. */
  readonly runbook: string
  /** Of one objective, or of the platform code that every stamped service has. */
  readonly about: 'slo' | 'platform'
}

export const ALERTS = {
  availabilityFast: { name: 'SloAvailabilityFastBurn', runbook: 'availability-fast-burn', about: 'slo' },
  availabilitySlow: { name: 'SloAvailabilitySlowBurn', runbook: 'availability-slow-burn', about: 'slo' },
  latencyFast: { name: 'SloLatencyFastBurn', runbook: 'latency-fast-burn', about: 'slo' },
  latencySlow: { name: 'SloLatencySlowBurn', runbook: 'latency-slow-burn', about: 'slo' },
  telemetryAbsent: { name: 'TelemetryAbsent', runbook: 'telemetry-absent', about: 'platform' },
  poolSaturated: { name: 'DatabasePoolSaturated', runbook: 'database-pool-saturated', about: 'platform' },
  databaseSlow: { name: 'DatabaseSlow', runbook: 'database-slow', about: 'platform' },
  eventLoopSaturated: { name: 'EventLoopSaturated', runbook: 'event-loop-saturated', about: 'platform' },
  dependencyFailing: { name: 'DependencyFailing', runbook: 'dependency-failing', about: 'platform' },
} as const satisfies Record<string, AlertKind>

/** Pages are fast burns, tickets slow ones. */
export function burnAlert(kind: 'availability' | 'latency', severity: Severity): AlertKind {
  return ALERTS[`${kind}${severity === 'page' ? 'Fast' : 'Slow'}`]
}
