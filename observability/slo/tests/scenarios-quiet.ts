// Little traffic, none at all, and series that come and go.

import type { Slo } from '../model/model.ts'
import { WINDOWS, type Window } from '../model/periods.ts'
import { LEAST_BAD_EVENTS } from '../model/platform.ts'
import { threshold } from '../model/tiers.ts'
import { errorsOver, SERIES, totalOver } from '../names.ts'
import type { Feed } from './feed/feed.ts'
import { type Check, fires, type Scenario, silent, value } from './promtool.ts'
import { alertLabels, ofSlo, ofTier, recorded } from './slo.ts'
import { type Stretch, seriesOf } from './timeline.ts'

const nothing = (steps: number): Stretch => ({ steps })
/** One event at the end of so many minutes. */
const one = (kind: 'good' | 'bad', minutes: number): Stretch[] => [
  nothing(minutes - 1),
  { steps: 1, [kind]: 1 },
]
const repeated = (times: number, stretches: readonly Stretch[]): Stretch[] =>
  Array.from({ length: times }, () => stretches).flat()

/** Twelve requests an hour: one failure wakes nobody, an outage pages. Seen each minute. */
export function lowTraffic(slo: Slo, feed: Feed): Scenario[] {
  const tier = slo.tiers.find(({ long }) => long === '1h')
  if (!tier) return []
  const failures = Math.max(LEAST_BAD_EVENTS, Math.floor(12 * threshold(tier, slo.objective)) + 1)
  const fired = 60 + 5 * failures
  const pick = ofTier(slo, tier)
  return [
    {
      name: `12 requests an hour: one failure is no incident, an outage pages after ${5 * failures} minutes`,
      interval: '1m',
      input_series: seriesOf(feed, [
        ...one('good', 5),
        ...one('bad', 5),
        ...repeated(10, one('good', 5)),
        ...repeated(failures, one('bad', 5)),
      ]),
      promql_expr_test: [
        silent(ofSlo(slo), 60),
        silent(pick, fired - 1),
        fires(alertLabels(slo, tier), fired, pick),
      ],
    },
  ]
}

/** A counter that is born with 300 failures counts them, from the first minute. */
export function birth(slo: Slo, feed: Feed): Scenario[] {
  if (!feed.members.some(({ late }) => late)) return []
  const tier = slo.tiers.find(({ long }) => long === '1h')
  const before = 62
  const born = before + 1
  const counts = (minute: number): Check[] =>
    (['5m', '30m', '1h'] as const).map((window) =>
      value(`round(sum(${recorded(slo, errorsOver(window))}))`, minute, 300),
    )
  const pages = tier && threshold(tier, slo.objective) < 0.45
  return [
    {
      name: 'no failure has been counted yet, and then a counter is born with 300',
      interval: '1m',
      input_series: seriesOf(feed, [
        { steps: before, good: 5, absent: 'late' },
        { steps: 1, good: 5, bad: 300 },
        { steps: 3, good: 5 },
      ]),
      promql_expr_test: [
        silent(ofSlo(slo), before),
        value(`round(sum(${recorded(slo, errorsOver('1h'))}))`, before, 0),
        ...counts(born),
        ...counts(born + 3),
        ...(pages ? [fires(alertLabels(slo, tier), born, ofTier(slo, tier))] : []),
      ],
    },
  ]
}

/** Counters that start again from 0 have lost nothing. */
export function restart(slo: Slo, feed: Feed): Scenario[] {
  const minute = 7
  const counts = (name: (window: Window) => string) =>
    (['5m', '30m', '1h'] as const).map((window) =>
      value(`round(sum(${recorded(slo, name(window))}))`, minute, 1),
    )
  return [
    {
      name: 'every instance restarts, and one failure follows',
      interval: '1m',
      input_series: seriesOf(feed, [{ steps: 4 }, { steps: 1, restart: true, bad: 1 }, { steps: 2 }]),
      promql_expr_test: [...counts(errorsOver), ...counts(totalOver)],
    },
  ]
}

/** Hours without events, and hours without series: every recorded value stays a number. Seen each hour. */
export function idle(slo: Slo, feed: Feed): Scenario[] {
  const hours = (count: number, rest: Partial<Stretch> = {}): Stretch => ({ steps: count * 12, ...rest })
  const rate = 100
  return [
    {
      name: 'hours without traffic, then without series, then as before',
      interval: '5m',
      input_series: seriesOf(feed, [
        hours(2, { good: rate }),
        hours(4),
        hours(1, { good: rate }),
        hours(2, { absent: 'late', good: rate }),
        hours(2, { good: rate }),
        hours(2, { absent: 'all' }),
        hours(2, { good: rate }),
      ]),
      promql_expr_test: [
        ...[0, 4, 6, 9, 12, 13, 15].flatMap((hour) => numbers(slo, hour * 60)),
        // Nothing was lost and nothing counted twice when series came back.
        ...[10, 11, 14, 15].map((hour) =>
          value(`round(sum(${recorded(slo, errorsOver('1h'))}))`, hour * 60, 0),
        ),
        ...[11, 15].map((hour) =>
          value(`round(sum(${recorded(slo, totalOver('1h'))}))`, hour * 60, 12 * rate),
        ),
        ...slo.tiers.map((tier) => silent(ofTier(slo, tier), 15 * 60)),
      ],
    },
  ]
}

/** NaN is neither at least nor below anything. */
export function numbers(slo: Slo, minute: number): Check[] {
  const windows = [...new Set([...(Object.keys(WINDOWS) as Window[]), slo.period])]
  const series = [
    ...windows.flatMap((window) => [errorsOver(window), totalOver(window)]),
    SERIES.budgetLeft,
    SERIES.burnRate,
    SERIES.objective,
  ]
  const all = recorded(slo, '').replace('{', `{__name__=~"${series.join('|')}",`)
  return [value(`count(${all} >= -Inf)`, minute, series.length)]
}
