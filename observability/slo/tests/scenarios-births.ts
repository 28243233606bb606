// Series that are new: those that a first failure brings into being count it, all others bring nothing along.
import type { Slo } from '../model/model.ts'
import { WINDOWS, type Window } from '../model/periods.ts'
import { threshold } from '../model/tiers.ts'
import { errorsOver, totalOver } from '../names.ts'
import type { Feed } from './feed/feed.ts'
import { type Check, fires, type Scenario, silent, value } from './promtool.ts'
import { alertLabels, BASE_WINDOWS, ofSlo, ofTier, recorded, rounded } from './slo.ts'
import { seriesOf } from './timeline.ts'

const BORN_WITH = 300

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
      { steps: before, good, absent: 'one instance' },
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
