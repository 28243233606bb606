// GET /api/services: those that sent telemetry and those that are watched, as one list.
import type { ServiceList, ServiceView } from '../contract.ts'
import type { SeenService, Telemetry, Watch, WatchedService } from '../engine/parts.ts'

export function serviceList(telemetry: Telemetry, watch: Watch): ServiceList {
  const seen = new Map(telemetry.services().map((service) => [service.name, service]))
  const watched = new Map(watch.services().map((service) => [service.name, service]))
  const names = [...new Set([...seen.keys(), ...watched.keys()])].sort()
  return {
    services: names.map((name) => view(name, seen.get(name), watched.get(name))),
    windowSeconds: watch.windowSeconds,
  }
}

function view(name: string, seen: SeenService | undefined, watched: WatchedService | undefined): ServiceView {
  return {
    name,
    versions: [...new Set([...(seen?.versions ?? []), ...(watched?.versions ?? [])])],
    environment: seen?.environment ?? watched?.environment ?? null,
    spans: seen?.spans ?? 0,
    lastSeenAt: lastOf([seen?.lastSeenAt, ...(watched?.targets.map(({ scrapedAt }) => scrapedAt) ?? [])]),
    targets: watched?.targets ?? [],
    red: watched?.red ?? null,
    rates: watched?.rates ?? [],
    budgets: watched?.budgets ?? [],
    firing: watched?.firing ?? 0,
  }
}

function lastOf(instants: readonly (number | null | undefined)[]): number | null {
  const known = instants.filter((instant) => instant != null)
  return known.length > 0 ? Math.max(...known) : null
}
