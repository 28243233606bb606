// What a page says of its service that no page can know: made from the model, between `<!-- name -->` and `<!-- end -->`.
import { ALERTS } from '../alerts.ts'
import { percent } from '../compile/phrases.ts'
import type { EventIndicator, Query, Slo, ThresholdIndicator } from '../model/model.ts'
import { PLATFORM_HOLD_SECONDS, PLATFORM_THRESHOLDS } from '../model/platform.ts'
import { type Tier, tidy } from '../model/tiers.ts'
import { badEvents } from '../model/words.ts'
import { dashboardUrl } from '../names.ts'
import { code, fenced, link, plain } from './markdown.ts'
import type { Objective, Subject } from './subject.ts'

export const BLOCKS = { facts, objectives, threshold } as const
export type BlockName = keyof typeof BLOCKS

/** Whose service it is and where to look. */
function facts({ service }: Subject): string {
  const { onCall, links } = service
  const { repository } = links
  const title = service.displayName === service.name ? '' : ` (${plain(service.displayName)})`
  return [
    `Service ${code(service.name)}${title}, tier ${service.tier}`,
    service.owner === 'unowned' ? '**owner unknown**' : `owner ${code(service.owner)}`,
    ...(onCall ? [`on call ${code(onCall)}`] : []),
    ...(repository ? [link('repository', repository)] : []),
    ...(service.stamped ? [link('dashboard', dashboardUrl(service, 'overview'))] : []),
    link('objectives', dashboardUrl(service, 'objectives')),
  ].join(' · ')
}

/** What was promised, and when it pages or opens a ticket. */
function objectives({ objectives: all }: Subject): string {
  const table = ['| objective | promise | bad is | fires at a burn rate above |', '| --- | --- | --- | --- |']
  const queries = all.flatMap(({ slo }) => ownQueries(slo))
  return [[...table, ...all.map(row)].join('\n'), ...queries].join('\n\n')
}

function row({ slo, tiers }: Objective): string {
  const promise = `${percent(slo.objective)} over ${slo.period}`
  const cells = [
    slo.displayName === slo.name ? code(slo.name) : `${code(slo.name)} ${plain(slo.displayName)}`,
    promise,
    badEvents(slo.indicator, code),
    factors(tiers),
  ]
  return `| ${cells.join(' | ')} |`
}

const factors = (tiers: readonly Tier[]): string =>
  tiers.map(({ factor, long, short }) => `${tidy(factor)} over ${long} and ${short}`).join('; ')

/** Queries that no convention knows, over five minutes. */
function ownQueries({ name, indicator }: Slo): string[] {
  if (indicator.source === 'requests') return []
  return parts(indicator).map(([title, { text }]) => {
    const query = text.trim().replaceAll('{{.window}}', '5m')
    return `${code(name)}, ${title}:

${fenced('promql', query)}`
  })
}

function parts(indicator: EventIndicator | ThresholdIndicator): [title: string, query: Query][] {
  if (indicator.source === 'threshold') return [['its value', indicator.query]]
  const { count, total } = indicator
  const counted: [string, Query] = 'bad' in count ? ['bad events', count.bad] : ['good events', count.good]
  return [counted, ['all events', total]]
}

/** When a platform alert fires, by the service's tier. */
function threshold({ service, kind }: Subject): string {
  const of = PLATFORM_THRESHOLDS[service.tier]
  const said: Record<string, string> = {
    [ALERTS.poolSaturated.name]:
      `more than ${of.poolWaiting} requests on average wait for a connection in one instance`,
    [ALERTS.databaseSlow.name]:
      `more than ${percent(of.slowQueryShare)} of queries take longer than ${of.slowQuerySeconds} s`,
    [ALERTS.eventLoopSaturated.name]:
      `the event loop of one instance is busy more than ${percent(of.eventLoopBusy)} of the time`,
    [ALERTS.dependencyFailing.name]:
      `more than ${percent(of.dependencyErrors)} of the calls to one dependency fail`,
  }
  return `Fires when, for ${PLATFORM_HOLD_SECONDS / 60} minutes, ${said[kind.name]} (tier ${service.tier}).`
}

/** The bound of the first objective that is about how fast requests are answered. */
export function slowBound(all: readonly Objective[]): number | undefined {
  for (const { slo } of all) {
    if (slo.indicator.source === 'requests' && 'slowerThanSeconds' in slo.indicator.bad)
      return slo.indicator.bad.slowerThanSeconds
  }
  return undefined
}
