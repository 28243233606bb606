// Little traffic, none at all, and counters that start again.

import type { Slo } from '../model/model.ts'
import { WINDOWS, type Window } from '../model/periods.ts'
import { LEAST_BAD_EVENTS } from '../model/platform.ts'
import { BASE_WINDOWS } from '../model/spans.ts'
import { threshold } from '../model/tiers.ts'
import { errorsOver, SERIES, totalOver } from '../names.ts'
import { type Feed, isApart } from './feed/feed.ts'
import { type Check, fires, type Scenario, silent, value } from './promtool.ts'
import { alertLabels, longer, ofSlo, ofTier, recorded, rounded } from './slo.ts'
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

/** Counters that start again from 0 have lost nothing; and where births count, one is born meanwhile. */
export function restart(slo: Slo, feed: Feed): Scenario[] {
  const born = feed.births && isApart(feed)
  const hidden = born ? ({ absent: 'late of one instance' } as const) : {}
  const bad = born ? 2 : 1
  const before = 62
  const counts = (minute: number, expected: number) =>
    [errorsOver, totalOver].flatMap((name) =>
      BASE_WINDOWS.map((window) => rounded(slo, name(window), minute, expected)),
    )
  return [
    {
      name: `every instance restarts, and ${born ? 'each fails once, one for the first time' : 'one failure follows'}`,
      interval: '1m',
      input_series: seriesOf(feed, [
        { steps: before, ...hidden },
        { steps: 1, restart: true, ...hidden },
        { steps: 1, bad },
      ]),
      promql_expr_test: [...counts(before + 1, 0), ...counts(before + 2, bad)],
    },
  ]
}

/** Hours without events, and hours without series: every recorded value stays a number. Seen each hour. */
export function idle(slo: Slo, feed: Feed): Scenario[] {
  const hours = (count: number, rest: Partial<Stretch> = {}): Stretch => ({ steps: count * 12, ...rest })
  const good = 100
  const errors = (hour: number) =>
    BASE_WINDOWS.map((window) => rounded(slo, errorsOver(window), hour * 60, 0))
  const total = (hour: number) =>
    (['30m', '1h'] as const).map((window) =>
      rounded(slo, totalOver(window), hour * 60, (good * WINDOWS[window]) / 300),
    )
  return [
    {
      name: 'hours without traffic, then without series, then as before',
      interval: '5m',
      input_series: seriesOf(feed, [
        hours(2, { good }),
        hours(4),
        hours(1, { good }),
        // Back just when it is looked at.
        { steps: 23, good, absent: 'late' },
        { steps: 1, good },
        hours(2, { good }),
        hours(2, { absent: 'all' }),
        hours(2, { good }),
      ]),
      promql_expr_test: [
        ...[0, 4, 6, 9, 12, 13, 15].flatMap((hour) => numbers(slo, hour * 60)),
        // Nothing was lost and nothing counted twice when series came back.
        ...[6, 9, 10, 11, 14, 15].flatMap(errors),
        ...[9, 10, 11, 15].flatMap(total),
        // Before there is a past it adds nothing.
        ...longer(slo).flatMap((window) => [
          rounded(slo, errorsOver(window), 0, 0),
          rounded(slo, totalOver(window), 0, 0),
          rounded(slo, errorsOver(window), 60, 0),
          rounded(slo, totalOver(window), 60, 12 * good),
        ]),
        value(`sum(${recorded(slo, totalOver('5m'))}) <= bool ${2 * good}`, 9 * 60, 1),
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
