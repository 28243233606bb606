// Names of recorded series and of output files, and the links that alerts carry: one place, read by rules, tests,
// dashboards, runbooks and console. Series follow Prometheus's `level:metric:operations`
// (https://prometheus.io/docs/practices/rules/), with the labels `service` and `slo`.
import type { AlertKind } from './alerts.ts'
import type { Service } from './model/model.ts'
import type { Period, Window } from './model/periods.ts'

/** Bad events of the window, extrapolated as `increase()` does. One series an SLO. */
export const errorsOver = (window: Window | Period): string => `slo:sli_errors:increase${window}`
/** All events of the window. */
export const totalOver = (window: Window | Period): string => `slo:sli_total:increase${window}`

export const SERIES = {
  /** The objective, a share; labels `owner`, `kind` and `period` besides. */
  objective: 'slo:objective:ratio',
  /** Share of the period's budget that is left: 1 untouched, below 0 overspent. */
  budgetLeft: 'slo:error_budget_left:ratio',
  /** How fast the budget went over the last hour; 1 spends it exactly over the period. */
  burnRate: 'slo:burn_rate:ratio1h',
  /** Seconds until the budget is gone at the last hour's burn rate; absent without burn. */
  exhaustion: 'slo:error_budget_exhaustion:seconds',
} as const

export const FILES = {
  /** A file each, so that a test loads no more than what it is about. */
  rules: (service: string, slo: string): string => `rules/${service}.${slo}.rules.yaml`,
  platformRules: (service: string): string => `rules/${service}.platform.rules.yaml`,
  test: (service: string, slo: string): string => `tests/${service}.${slo}.test.yaml`,
  platformTest: (service: string): string => `tests/${service}.platform.test.yaml`,
  overview: (service: string): string => `dashboards/${service}-overview.json`,
  objectives: (service: string): string => `dashboards/${service}-objectives.json`,
  fleet: 'dashboards/fleet.json',
  /** Flat, so with the service's name in front where a run compiles several. */
  runbook: ({ name, prefixed }: Pick<Service, 'name' | 'prefixed'>, { runbook }: AlertKind): string =>
    `runbooks/${prefixed ? `${name}-` : ''}${runbook}.md`,
  alertmanager: 'alertmanager.yaml',
  model: 'slo.json',
} as const

/** Grafana allows 40 characters of letters, digits, `-` and `_`. */
export function dashboardUid(service: string, board: 'overview' | 'objectives'): string {
  const suffix = `-${board}`
  return service.slice(0, 40 - suffix.length) + suffix
}
export const FLEET_UID = 'paved-road-fleet'

/** The page in the service's repository, or the one that the console renders. */
export function runbookUrl(service: Service, kind: AlertKind): string {
  const { name, links } = service
  const { repository, console } = links
  if (repository === undefined) return `${console}/runbooks/${name}/${kind.runbook}`
  return `${pagesOf(repository)}/blob/main/${FILES.runbook(service, kind)}`
}

/** `commit` may be a placeholder that Grafana fills in. */
export const commitUrl = (repository: string, commit: string): string =>
  `${pagesOf(repository)}/commit/${commit}`

/** GitLab keeps its pages below `/-`. */
const pagesOf = (repository: string): string =>
  new URL(repository).hostname.includes('gitlab') ? `${repository}/-` : repository

export function dashboardUrl({ name, links }: Service, board: 'overview' | 'objectives'): string {
  const { grafana, console } = links
  if (grafana !== undefined) return `${grafana}/d/${dashboardUid(name, board)}`
  return `${console}/${board}?service=${encodeURIComponent(name)}`
}
