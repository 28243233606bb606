// Multiwindow, multi-burn-rate alerts of one objective, one for each tier.
import { burnAlert } from '../alerts.ts'
import type { Service, Slo } from '../model/model.ts'
import { PERIODS, type Window } from '../model/periods.ts'
import { LEAST_BAD_EVENTS } from '../model/platform.ts'
import { type Tier, threshold, tidy } from '../model/tiers.ts'
import { dashboardUrl, errorsOver, runbookUrl, SERIES, totalOver } from '../names.ts'
import { call, infix } from '../promql/build.ts'
import { percent, span } from './phrases.ts'
import type { Rule } from './rule.ts'
import { ownSeries } from './series.ts'

export function burnAlerts(slo: Slo, service: Service): Rule[] {
  return slo.tiers.map((tier) => {
    const kind = burnAlert(slo.kind, tier.severity)
    return {
      alert: kind.name,
      expr: burning(slo, tier),
      labels: {
        ...slo.labels?.[tier.severity],
        severity: tier.severity,
        slo: slo.name,
        service: slo.service,
        owner: slo.owner,
        window: tier.long,
      },
      annotations: {
        ...slo.annotations?.[tier.severity],
        summary: `${slo.service} ${slo.name} burns its error budget at more than ${tier.factor} times the rate that lasts`,
        description: describe(slo, tier),
        objective: `${percent(slo.objective)} over ${slo.period}`,
        time_to_exhaustion: exhaustion(slo),
        runbook_url: runbookUrl(service, kind),
        dashboard_url: dashboardUrl(service, 'objectives'),
      },
    }
  })
}

/**
 * Both windows burn: the long one says it matters, the short one that it still goes on. Compared as counts, so that
 * no events are no division; and at least a handful of bad ones, or one failure in a quiet hour would page.
 */
function burning(slo: Slo, tier: Tier): string {
  const limit = threshold(tier, slo.objective)
  const above = (window: Window) =>
    `${ownSeries(slo, errorsOver(window))} > ${limit} * ${ownSeries(slo, totalOver(window))}`
  const counts = slo.indicator.source !== 'threshold'
  const enough = `${call('round', ownSeries(slo, errorsOver(tier.long)))} >= ${LEAST_BAD_EVENTS}`
  return infix('and', [above(tier.long), above(tier.short), ...(counts ? [enough] : [])])
}

function describe(slo: Slo, tier: Tier): string {
  const emptied = span(tidy(PERIODS[slo.period] / tier.factor))
  return (
    `More than ${percent(threshold(tier, slo.objective))} of the events of the last ${tier.long}, and of the last ` +
    `${tier.short}, were bad: {{ printf "%.0f" $value }} in ${tier.long}. At that pace the whole budget of ` +
    `${slo.period} lasts ${emptied}.`
  )
}

function exhaustion(slo: Slo): string {
  const query = JSON.stringify(ownSeries(slo, SERIES.exhaustion))
  return `{{ with query ${query} }}{{ . | first | value | humanizeDuration }}{{ else }}no burn in the last hour{{ end }}`
}
