// model → promtool test files: what theory expects of the rules, worked out without looking at them.
import type { Artefact } from '../artefact.ts'
import type { Slo, SloModel } from '../model/model.ts'
import type { Severity, Tier } from '../model/tiers.ts'
import { FILES } from '../names.ts'
import { type Feed, feedOf } from './feed/feed.ts'
import { type Looks, looksOf } from './feed/looks.ts'
import { platformTest } from './platform.ts'
import { type Scenario, written } from './promtool.ts'
import { absence, nothingKnown } from './scenarios-absence.ts'
import { births, visits } from './scenarios-births.ts'
import { burnScenarios } from './scenarios-burn.ts'
import {
  absenceOfLooks,
  budgetOfLooks,
  HOURS_STEP_MINUTES,
  hoursOfLooks,
  incidentScenarios,
} from './scenarios-looks.ts'
import { budget } from './scenarios-period.ts'
import { idle, lowTraffic, restart } from './scenarios-quiet.ts'
import { forgets, guards, sums } from './scenarios-windows.ts'

export function ruleTests({ services, slos }: SloModel): Artefact[] {
  return [...slos.flatMap(ofOne), ...services.filter(({ stamped }) => stamped).map(platformTest)]
}

/** promtool evaluates all of a file at one interval, so there is a file for each that is needed. */
function ofOne(slo: Slo): Artefact[] {
  const file = (grid: string, about: readonly string[], minutes: number, scenarios: readonly Scenario[]) =>
    written({
      path: FILES.test(slo.service, `${slo.name}.${grid}`),
      rules: FILES.rules(slo.service, slo.name),
      about,
      evaluationMinutes: minutes,
      scenarios,
    })
  const feed = feedOf(slo)
  const looks = feed ? undefined : looksOf(slo)
  if (looks) {
    return [
      file('pages', PAGES, 1, pagesOfLooks(slo, looks)),
      file('tickets', TICKETS, 5, ofLooks(slo, looks, 'ticket', 5)),
      file('hours', ['Windows of hours.'], HOURS_STEP_MINUTES, hoursOfLooks(slo, looks)),
      file('days', ['The period, in steps of a day.'], 24 * 60, budgetOfLooks(slo, looks)),
    ]
  }
  if (!feed) return [file('silence', UNKNOWN, 5, nothingKnown(slo))]
  return [
    file('pages', PAGES, 1, pages(slo, feed)),
    file('tickets', TICKETS, 5, tickets(slo, feed)),
    file('hours', ['Windows of hours, in steps of an hour.'], 60, hours(slo, feed)),
    file('days', ['Windows of days, in steps of a day.'], 24 * 60, days(slo, feed)),
  ]
}

const PAGES = ['Pages, minute by minute.']
const TICKETS = ['Tickets, in steps of five minutes.']
const UNKNOWN = [
  'Which series feed the queries, and with what, cannot be told from them: none are played to the rules here. They load,',
  'and without data they are silent and not NaN. Write tests of your own for when they fire.',
]

function pages(slo: Slo, feed: Feed): Scenario[] {
  const tiers = slo.tiers.filter(({ severity }) => severity === 'page')
  return [
    ...tiers.flatMap((tier) => burnScenarios(slo, feed, tier, 1)),
    ...lowTraffic(slo, feed),
    ...births(slo, feed),
    ...restart(slo, feed),
    ...absence(slo, feed),
  ]
}

function tickets(slo: Slo, feed: Feed): Scenario[] {
  const tiers = slo.tiers.filter(({ severity }) => severity === 'ticket')
  return tiers.flatMap((tier) => burnScenarios(slo, feed, tier, 5))
}

function pagesOfLooks(slo: Slo, looks: Looks): Scenario[] {
  return [...ofLooks(slo, looks, 'page', 1), ...nothingKnown(slo), ...absenceOfLooks(slo, looks)]
}

function ofLooks(slo: Slo, looks: Looks, severity: Severity, stepMinutes: number): Scenario[] {
  const tiers = slo.tiers.filter((tier) => tier.severity === severity)
  return tiers.flatMap((tier) => incidentScenarios(slo, looks, tier, stepMinutes))
}

function hours(slo: Slo, feed: Feed): Scenario[] {
  const page = slo.tiers.filter(({ long }) => long === '1h')
  return [
    ...page.flatMap((tier) => guards(slo, feed, tier, 60)),
    ...windows(slo, feed, ['6h', '1d'], 60),
    ...sums(slo, feed),
    ...idle(slo, feed),
    ...visits(slo, feed),
  ]
}

function days(slo: Slo, feed: Feed): Scenario[] {
  return [...windows(slo, feed, ['3d'], 24 * 60), ...budget(slo, feed)]
}

function windows(slo: Slo, feed: Feed, lengths: readonly Tier['long'][], partMinutes: number): Scenario[] {
  const tiers = slo.tiers.filter(({ long }) => lengths.includes(long))
  return tiers.flatMap((tier) => [
    ...forgets(slo, feed, tier, partMinutes),
    ...guards(slo, feed, tier, partMinutes),
  ])
}
