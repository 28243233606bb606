// Series that are new. Those that come alone are of failures and count what they were born with; what an instance, or a
// service, had counted before it was seen is of no window.
//
// What is new in a window is not in the next longer one, nor what was there three hours ago: each window is looked at
// when something has happened since it began, and something else just before that.
import type { Slo } from '../model/model.ts'
import { WINDOWS, type Window } from '../model/periods.ts'
import { BASE_WINDOWS } from '../model/spans.ts'
import { threshold } from '../model/tiers.ts'
import { errorsOver, totalOver } from '../names.ts'
import { type Feed, isApart } from './feed/feed.ts'
import { type Check, fires, quiet, type Scenario, silent, value } from './promtool.ts'
import { alertLabels, ofSlo, ofTier, recorded, rounded } from './slo.ts'
import { type Absence, type Stretch, seriesOf } from './timeline.ts'

/** A first failure, and when it is that much older than a window. */
const FIRST = 8
const LATER: Readonly<Record<(typeof BASE_WINDOWS)[number], number>> = {
  '5m': FIRST + 7,
  '30m': FIRST + 32,
  '1h': FIRST + 62,
}

/** Seen each minute. */
export function births(slo: Slo, feed: Feed): Scenario[] {
  const late = feed.births && feed.members.some(({ late }) => late)
  return [...(late ? [firstFailures(slo, feed)] : []), joining(slo, feed)]
}

/**
 * One instance fails for the first time, and later the other does: thrice, as its series can be read for a minute only.
 */
function firstFailures(slo: Slo, feed: Feed): Scenario {
  const tier = slo.tiers.find(({ long }) => long === '1h')
  const good = 6
  const pages = tier && threshold(tier, slo.objective) < 0.35
  const isTotalKnown = isApart(feed)
  const holds = (window: Window, minute: number, bad: number): Check[] => [
    rounded(slo, errorsOver(window), minute, bad),
    ...(isTotalKnown ? [rounded(slo, totalOver(window), minute, bad + (good * WINDOWS[window]) / 60)] : []),
  ]
  const firstOnly = (steps: number, bad = 0): Stretch => ({
    steps,
    good,
    bad,
    absent: 'late of one instance',
  })
  return {
    name: 'failures that are an instance’s first count what their series are born with',
    interval: '1m',
    input_series: seriesOf(feed, [
      { steps: FIRST - 1, good, absent: 'late' },
      firstOnly(1, 300),
      firstOnly(1, 100),
      firstOnly(2),
      // So few that either Prometheus takes them for as many in five minutes.
      firstOnly(1, 2),
      firstOnly(LATER['5m'] - FIRST - 5),
      { steps: 1, good },
      firstOnly(4),
      firstOnly(1, 20),
      firstOnly(LATER['30m'] - LATER['5m'] - 6),
      { steps: 1, good },
      firstOnly(LATER['1h'] - LATER['30m'] - 1),
      { steps: 1, good },
    ]),
    promql_expr_test: [
      silent(ofSlo(slo), FIRST - 1),
      // Each instance has half of the failures. The other was born with all of its own, and for as long as it can be read
      // it is new; the first one then counts what it rose by within the window.
      ...holds('5m', FIRST, 150),
      // Nothing was watched as long as that.
      ...(isTotalKnown ? (['30m', '1h'] as const) : []).map((window) =>
        rounded(slo, errorsOver(window), FIRST, 0),
      ),
      ...holds('5m', FIRST + 2, 150 + 50),
      ...holds('5m', LATER['5m'] - 1, 1),
      ...holds('5m', LATER['5m'], 150 + 50 + 1 + 1),
      ...holds('30m', LATER['30m'], 150 + 50 + 1 + 10 + (1 + 10)),
      ...holds('1h', LATER['1h'], 150 + 50 + 1 + 10 + (1 + 10)),
      ...(pages
        ? [
            quiet(ofTier(slo, tier), LATER['1h'] - 1),
            fires(alertLabels(slo, tier), LATER['1h'], ofTier(slo, tier)),
          ]
        : []),
    ],
  }
}

/** Its series of failures are as new as those of successes. */
function joining(slo: Slo, feed: Feed): Scenario {
  const alone = (steps: number, bad = 0): Stretch => ({ steps, bad, absent: 'one instance' })
  return {
    name: 'an instance fails, another joins, and what it had counted before is of no window',
    interval: '1m',
    input_series: seriesOf(feed, [
      { steps: FIRST - 1, absent: 'late, and one instance' },
      alone(1, 300),
      alone(LATER['5m'] - FIRST - 1),
      { steps: 1 },
      alone(LATER['30m'] - LATER['5m'] - 1),
      { steps: 1 },
      alone(LATER['1h'] - LATER['30m'] - 1),
      { steps: 1 },
    ]),
    promql_expr_test: BASE_WINDOWS.flatMap((window) => all(slo, 0, [window], LATER[window])),
  }
}

/** Counters that come for a while, or back, and a service that is new among others. Seen each hour. */
export function visits(slo: Slo, feed: Feed): Scenario[] {
  const newcomer: Scenario = {
    name: 'what a service counted before it was first seen is of no window, be it failures alone',
    interval: '5m',
    input_series: seriesOf(feed, [
      { steps: 23, absent: 'all' },
      { steps: 1, bad: 300, absent: 'early' },
    ]),
    promql_expr_test: all(slo, 0, BASE_WINDOWS, 120),
  }
  if (!feed.births || !isApart(feed)) return [newcomer]
  return [ofTheHour(slo, feed), together(slo, feed), ...returning(slo, feed), newcomer]
}

function ofTheHour(slo: Slo, feed: Feed): Scenario {
  const good = 100
  const noErrors = (hour: number, windows: readonly Window[] = BASE_WINDOWS) =>
    windows.map((window) => rounded(slo, errorsOver(window), hour * 60, 0))
  return {
    name: 'a counter is born with 300 failures, which are of the hour of its birth',
    interval: '5m',
    input_series: seriesOf(feed, [
      { steps: 12, good, absent: 'late' },
      { steps: 1, good, bad: 300 },
      { steps: 1, good, bad: 100 },
      { steps: 22, good },
    ]),
    promql_expr_test: [
      ...noErrors(2, ['5m', '30m']),
      rounded(slo, errorsOver('1h'), 120, 400),
      // At these steps five minutes hold one rise, or in Prometheus 3 none.
      about(slo, totalOver('5m'), 120, good / 2),
      rounded(slo, totalOver('30m'), 120, 6 * good),
      ...noErrors(3),
      rounded(slo, errorsOver('2h'), 180, 400),
    ],
  }
}

function together(slo: Slo, feed: Feed): Scenario {
  return {
    name: 'both instances fail for the first time',
    interval: '5m',
    input_series: seriesOf(feed, [
      { steps: 23, absent: 'late' },
      { steps: 1, bad: 300 },
    ]),
    promql_expr_test: all(slo, 300, BASE_WINDOWS, 120),
  }
}

/** What was there three hours ago is not new, and hides nothing that is. */
function returning(slo: Slo, feed: Feed): Scenario[] {
  const story = (name: string, at: Absence, away: Absence, checks: Check[]): Scenario => ({
    name,
    interval: '5m',
    input_series: seriesOf(feed, [
      { steps: 1, bad: 300, absent: at },
      { steps: 11, absent: at },
      { steps: 35, absent: away },
      { steps: 1 },
    ]),
    promql_expr_test: checks,
  })
  return [
    story(
      'one counter of failures comes back, another is new',
      'late of one instance',
      'late',
      all(slo, 150, BASE_WINDOWS, 240),
    ),
    story(
      'a counter of failures comes back, and an instance joins',
      'one instance',
      'late, and one instance',
      all(slo, 0, BASE_WINDOWS, 240),
    ),
  ]
}

/** All events of these windows are bad. */
function all(slo: Slo, bad: number, windows: readonly Window[], minute: number): Check[] {
  return windows.flatMap((window) => [
    rounded(slo, errorsOver(window), minute, bad),
    rounded(slo, totalOver(window), minute, bad),
  ])
}

/** Give or take what extrapolation adds at either end. */
function about(slo: Slo, name: string, minute: number, expected: number): Check {
  return value(`abs(sum(${recorded(slo, name)}) - ${expected}) < bool 60`, minute, 1)
}
