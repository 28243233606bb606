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

/**
 * A counter that is born with 300 failures counts them, from the first minute, in each window before which other
 * counters have been seen; else it is Prometheus that is new. What an instance brings along is of no window.
 */
export function births(slo: Slo, feed: Feed): Scenario[] {
  const late = feed.births && feed.members.some(({ late }) => late)
  return [
    ...(late ? BASE_WINDOWS.map((window) => birth(slo, feed, WINDOWS[window] / 60 + 2)) : []),
    joining(slo, feed),
  ]
}

const BASE_WINDOWS = ['5m', '30m', '1h'] as const
const BORN_WITH = 300

function birth(slo: Slo, feed: Feed, before: number): Scenario {
  const tier = slo.tiers.find(({ long }) => long === '1h')
  const born = before + 1
  const good = 6
  const seen = BASE_WINDOWS.filter((window) => WINDOWS[window] / 60 < before)
  const unseen = BASE_WINDOWS.filter((window) => !seen.includes(window))
  const apart = isApart(feed)
  const counts = (minute: number): Check[] => [
    ...seen.map((window) => rounded(slo, errorsOver(window), minute, BORN_WITH)),
    ...(apart ? unseen : []).map((window) => rounded(slo, errorsOver(window), minute, 0)),
    ...(apart ? seen : []).map((window) =>
      rounded(slo, totalOver(window), minute, BORN_WITH + (good * WINDOWS[window]) / 60),
    ),
  ]
  const pages = tier && before > 60 && threshold(tier, slo.objective) < 0.4
  return {
    name: `no failure is counted for ${before} minutes, and then a counter is born with ${BORN_WITH}`,
    interval: '1m',
    input_series: seriesOf(feed, [
      { steps: before, good, absent: 'late' },
      { steps: 1, good, bad: BORN_WITH },
      { steps: 3, good, bad: 100 },
      { steps: 5, good },
    ]),
    promql_expr_test: [
      silent(ofSlo(slo), before),
      rounded(slo, errorsOver('1h'), before, 0),
      ...counts(born),
      ...(apart ? seen : []).flatMap((window) =>
        [born + 3, born + 8].flatMap((minute) => {
          const since = WINDOWS[window] / 60 > minute - born ? BORN_WITH + 300 : 0
          return [
            rounded(slo, errorsOver(window), minute, since),
            rounded(slo, totalOver(window), minute, since + (good * WINDOWS[window]) / 60),
          ]
        }),
      ),
      ...(pages ? [fires(alertLabels(slo, tier), born, ofTier(slo, tier))] : []),
    ],
  }
}

/** Its series of failures are as new as those of successes. */
function joining(slo: Slo, feed: Feed): Scenario {
  const before = WINDOWS['1h'] / 60 + 2
  const good = 6
  return {
    name: 'an instance joins, and what it had counted before is of no window',
    interval: '1m',
    input_series: seriesOf(feed, [
      { steps: before, good, absent: 'instance' },
      { steps: 1, good },
    ]),
    promql_expr_test: BASE_WINDOWS.flatMap((window) => [
      rounded(slo, errorsOver(window), before + 1, 0),
      rounded(slo, totalOver(window), before + 1, ((good / 2) * WINDOWS[window]) / 60),
    ]),
  }
}

/** Else counters of all events rise by what was born, at a pace that `increase()` takes for that of the window. */
function isApart({ members }: Feed): boolean {
  return members.every(({ bad, late }) => late || bad === 0)
}

/** Counters that come for a while, and a service that is new among others. Seen each hour. */
export function visits(slo: Slo, feed: Feed): Scenario[] {
  const good = 100
  const noErrors = (hour: number, windows: readonly Window[] = BASE_WINDOWS) =>
    windows.map((window) => rounded(slo, errorsOver(window), hour * 60, 0))
  const firstFailures: Scenario = {
    name: `a counter is born with ${BORN_WITH} failures, which are of the hour of its birth`,
    interval: '5m',
    input_series: seriesOf(feed, [
      { steps: 12, good, absent: 'late' },
      { steps: 1, good, bad: BORN_WITH },
      { steps: 1, good, bad: 100 },
      { steps: 22, good },
    ]),
    promql_expr_test: [
      ...noErrors(2, ['5m', '30m']),
      rounded(slo, errorsOver('1h'), 120, BORN_WITH + 100),
      // At these steps five minutes hold one rise, or in Prometheus 3 none.
      about(slo, totalOver('5m'), 120, good / 2),
      rounded(slo, totalOver('30m'), 120, 6 * good),
      ...noErrors(3),
      rounded(slo, errorsOver('2h'), 180, BORN_WITH + 100),
    ],
  }
  const newcomer: Scenario = {
    name: 'what a service counted before it was first seen is of no window',
    interval: '5m',
    input_series: seriesOf(feed, [{ steps: 23, absent: 'all' }, { steps: 1 }]),
    promql_expr_test: [
      ...noErrors(2),
      ...BASE_WINDOWS.map((window) => rounded(slo, totalOver(window), 120, 0)),
    ],
  }
  return [...(feed.births && isApart(feed) ? [firstFailures] : []), newcomer]
}

/** Give or take what extrapolation adds at either end. */
function about(slo: Slo, name: string, minute: number, expected: number): Check {
  return value(`abs(sum(${recorded(slo, name)}) - ${expected}) < bool 60`, minute, 1)
}

function rounded(slo: Slo, name: string, minute: number, expected: number): Check {
  return value(`round(sum(${recorded(slo, name)}))`, minute, expected)
}

/** Counters that start again from 0 have lost nothing. */
export function restart(slo: Slo, feed: Feed): Scenario[] {
  const minute = 7
  const counts = (name: (window: Window) => string) =>
    BASE_WINDOWS.map((window) => rounded(slo, name(window), minute, 1))
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

/** Windows that are summed from others. */
function longer({ period }: Slo): (Window | Slo['period'])[] {
  const windows = Object.keys(WINDOWS) as Window[]
  return [...windows.filter((window) => WINDOWS[window] > WINDOWS['1h']), period]
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
