// A counter that first shows with a value above 0 has counted events that `increase()` does not see: the first
// failure of all is lost where a service makes its series only then. But a series is also new when its labels change,
// when its target was out of reach, and with each new instance, and then its value is not of this window. What tells
// them apart: a failure that is new comes alone, all others bring the series of successes along.
import type { Window } from '../model/periods.ts'
import { ago, call, group, infix, over, selector, sum } from '../promql/build.ts'
import type { CounterTerm, Selector } from '../promql/counters.ts'
import type { Counted, Terms } from './events.ts'

interface Sides {
  readonly bad: string
  readonly total: string
}

/** Both sides with births counted; undefined where they cannot be told, and `increase()` has to do. */
export function birthsOf(terms: Terms, window: Window): Sides | undefined {
  const pair = countedWithBirths(terms)
  if (!pair) return undefined
  const { one, total, within, inverted } = pair
  const [newInOne, newInTotal] = [newborn(one, window), newborn(total, window)]
  // Every new series is a bad one, and the total was watched when the window began.
  const alone =
    within && !inverted
      ? infix('<=', [call('count', newInTotal), call('count', newInOne)])
      : inverted
        ? infix('unless', [call('count', newInTotal), call('count', newInOne)])
        : infix('unless', [call('count', newInOne), call('count', newInTotal)])
  const watched = call('count', ago(written(total), window))
  const counted = (counter: Selector, fresh: string) => {
    const withBirths = sum(infix('or', [fresh, call('increase', over(written(counter), window))]))
    return group(
      infix('or', [infix('and', [withBirths, alone, watched]), grown(counter, window), 'vector(0)']),
    )
  }
  const plain = (counter: Selector) => group(orZero(grown(counter, window)))
  return {
    bad: inverted ? plain(one) : counted(one, newInOne),
    total: within ? counted(total, newInTotal) : plain(total),
  }
}

export const grown = (counter: Selector, window: Window): string =>
  sum(call('increase', over(written(counter), window)))
export const orZero = (vector: string): string => infix('or', [vector, 'vector(0)'])
export const written = ({ metric, matchers }: Selector): string => selector(metric, matchers)

/** A series that was there so many hours ago was not born within the window: a failed scrape is no birth. */
export const KNOWN_BEFORE_HOURS = 3

/** There now, but not before the window, nor hours ago. */
function newborn(counter: Selector, window: Window): string {
  const series = written(counter)
  return infix('unless', [series, ago(series, window), ago(series, `${KNOWN_BEFORE_HOURS}h`)])
}

export interface Pair {
  readonly one: Selector
  readonly total: Selector
  /** `one` selects among what `total` does. */
  readonly within: boolean
  readonly inverted: boolean
}

/** Two counters whose new series can be told from those that only changed their labels. */
export function countedWithBirths({ bad: some, total: all, inverted = false }: Terms): Pair | undefined {
  const [one, total] = [onlyOf(some), onlyOf(all)]
  if (!one || !total) return undefined
  const within = isPart(one, total)
  return inverted && !within ? undefined : { one, total, within, inverted }
}

function onlyOf(terms: Counted): Selector | undefined {
  if (!Array.isArray(terms)) return undefined
  const [first, ...rest] = terms as readonly CounterTerm[]
  return first?.sign === 1 && rest.length === 0 ? first.selector : undefined
}

/** Whether `part` selects among what `whole` does: the same metric, with more said of its labels. */
function isPart(part: Selector, whole: Selector): boolean {
  const said = new Set(part.matchers.map((matcher) => JSON.stringify(matcher)))
  return part.metric === whole.metric && whole.matchers.every((matcher) => said.has(JSON.stringify(matcher)))
}
