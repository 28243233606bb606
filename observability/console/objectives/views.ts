// Objectives and alerts as the pages show them.
import { ALERTS, burnAlert } from '../../slo/alerts.ts'
import type { Slo } from '../../slo/model/model.ts'
import { PERIODS, WINDOWS, type Window } from '../../slo/model/periods.ts'
import { LEAST_BAD_EVENTS } from '../../slo/model/platform.ts'
import type { Tier } from '../../slo/model/tiers.ts'
import { allowedShare } from '../../slo/model/tiers.ts'
import { badEvents } from '../../slo/model/words.ts'
import { errorsOver, SERIES, totalOver } from '../../slo/names.ts'
import type { AlertView, BudgetView, SloView, TierView } from '../contract.ts'
import type { ActiveAlert } from './alerts.ts'
import { HISTORY_MS, type Objective } from './objective.ts'
import { round } from './round.ts'
import { filled } from './texts.ts'

/** A picture of six hours has no more points than it has pixels. */
const HISTORY_POINTS = 360

export function sloView(objective: Objective, now: number, active: readonly ActiveAlert[]): SloView {
  const { slo, recorded, since } = objective
  const unevaluated = objective.whyNot
  const left = recorded.at(SERIES.budgetLeft, now)
  const { errors, total } = objective.eventsOver(slo.period, now)
  const windows = Object.keys(WINDOWS) as Window[]
  return {
    service: slo.service,
    name: slo.name,
    displayName: slo.displayName,
    description: slo.description,
    owner: slo.owner,
    kind: slo.kind,
    objective: slo.objective,
    period: slo.period,
    periodSeconds: PERIODS[slo.period],
    bad: bad(slo),
    unevaluated: unevaluated ?? null,
    since: since === undefined ? null : Math.max(since, now - PERIODS[slo.period] * 1_000),
    budget:
      unevaluated !== undefined || left === undefined
        ? null
        : {
            left,
            badEvents: errors,
            events: total,
            enough: isEnough({ errors }),
            secondsLeft: recorded.at(SERIES.exhaustion, now) ?? null,
          },
    burn: windows.map((window) => {
      const { errors, total } = objective.eventsOver(window, now)
      return { window, rate: objective.burn(window, now), badEvents: errors, events: total }
    }),
    tiers: slo.tiers.map((tier) => tierView(objective, tier, now, active)),
    history: history(objective, now),
  }
}

const isEnough = ({ errors }: { readonly errors: number }): boolean => round(errors) >= LEAST_BAD_EVENTS

export function budgetView(objective: Objective, now: number): BudgetView {
  const { slo, recorded, whyNot } = objective
  const left = whyNot === undefined ? recorded.at(SERIES.budgetLeft, now) : undefined
  return {
    slo: slo.name,
    displayName: slo.displayName,
    objective: slo.objective,
    left: left ?? null,
    enough: isEnough(objective.eventsOver(slo.period, now)),
  }
}

export function alertView({ rule, labels, state, since, value }: ActiveAlert): AlertView {
  const { service = '', slo = '', severity } = rule.labels
  const text = (name: string) => filled(rule.annotations?.[name], { labels, value })
  return {
    alert: rule.alert ?? '',
    service,
    slo: slo === 'none' ? null : slo,
    severity: severity === 'page' ? 'page' : 'ticket',
    state,
    since,
    summary: text('summary'),
    description: text('description'),
    runbook: runbook(service, pageOf(rule.alert)),
  }
}

/** Pages first, and of those what fires; then the oldest. */
export function byUrgency(a: AlertView, b: AlertView): number {
  return (
    Number(b.severity === 'page') - Number(a.severity === 'page') ||
    Number(b.state === 'firing') - Number(a.state === 'firing') ||
    a.since - b.since
  )
}

export function pageOf(alert: string | undefined): string {
  return Object.values(ALERTS).find(({ name }) => name === alert)?.runbook ?? ''
}

const runbook = (service: string, page: string): string => `/runbooks/${service}/${page}`

function tierView(objective: Objective, tier: Tier, now: number, active: readonly ActiveAlert[]): TierView {
  const { slo } = objective
  const kind = burnAlert(slo.kind, tier.severity)
  const alert = active.find(
    ({ rule }) =>
      rule.alert === kind.name &&
      rule.labels.service === slo.service &&
      rule.labels.slo === slo.name &&
      rule.labels.window === tier.long,
  )
  return {
    alert: kind.name,
    severity: tier.severity,
    long: tier.long,
    short: tier.short,
    factor: tier.factor,
    badEvents: objective.eventsOver(tier.long, now).errors,
    leastBadEvents: LEAST_BAD_EVENTS,
    longBurn: objective.burn(tier.long, now),
    shortBurn: objective.burn(tier.short, now),
    state: alert?.state ?? 'inactive',
    since: alert?.since ?? null,
    runbook: runbook(slo.service, kind.runbook),
  }
}

function bad({ indicator }: Slo): string {
  if (indicator.source !== 'events') return badEvents(indicator)
  const [said, { text }] =
    'bad' in indicator.count ? ['counted by', indicator.count.bad] : ['not counted by', indicator.count.good]
  return `${said} ${text.trim()}`
}

function history({ slo, recorded }: Objective, now: number): SloView['history'] {
  const { times } = recorded
  const points: [at: number, burn5m: number, left: number][] = []
  const first = times.indexAt(now - HISTORY_MS) + 1
  const newest = times.end - 1
  const gap = first > newest ? 0 : (now - times.at(first)) / HISTORY_POINTS
  let next = Number.NEGATIVE_INFINITY
  for (let index = first; index <= newest; index += 1) {
    const at = times.at(index)
    const left = recorded.value(SERIES.budgetLeft, index)
    // The newest always: an alert that has just fired shows what fired it.
    if ((at < next && index < newest) || left === undefined) continue
    const [errors, total] = [errorsOver('5m'), totalOver('5m')].map(
      (name) => recorded.value(name, index) ?? 0,
    ) as [number, number]
    points.push([at, (total > 0 ? errors / total : 0) / allowedShare(slo.objective), left])
    next = at + gap
  }
  return points
}
