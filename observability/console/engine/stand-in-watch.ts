import type { Watch } from './parts.ts'

export function noWatch(): Watch {
  return {
    target: () => {},
    objectives: () => {},
    services: () => [],
    windowSeconds: 300,
    red: () => undefined,
    slos: () => ({ stepSeconds: 15, evaluatedAt: null, slos: [] }),
    alerts: () => ({ alerts: [] }),
    alertsOf: () => [],
    deploys: () => ({ deploys: [] }),
    start: () => () => {},
  }
}
