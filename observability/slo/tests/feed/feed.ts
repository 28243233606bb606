// Which series see a good event and which a bad one, for each kind of indicator.
import type { Slo } from '../../model/model.ts'
import type { Labels } from '../promtool.ts'
import { eventFeed } from './events.ts'
import { requestFeed } from './requests.ts'

/** A counter, and how much one event of each kind adds to it. */
export interface Member {
  readonly name: string
  readonly labels: Labels
  readonly good: number
  readonly bad: number
  /** Only bad events bring it into being. */
  readonly late: boolean
}

/** What counts the events. */
export interface Counters {
  readonly members: readonly Member[]
  /** A label that no query asks for: each member is counted by two instances, so that sums have something to add. */
  readonly instance: string
  /** Series that look alike and belong to others. */
  readonly noise: readonly string[]
}

export interface Feed extends Counters {
  /** Whether it can be told that a counter of bad events is new, and so what it was born with is counted. */
  readonly births: boolean
}

/** Whether what bad events bring into being is all that they count in; else counters of all events rise by them. */
export function isApart({ members }: Feed): boolean {
  return members.every(({ bad, late }) => late || bad === 0)
}

/** Undefined where it cannot be told from the queries which series they read. */
export function feedOf({ indicator, service }: Slo): Feed | undefined {
  switch (indicator.source) {
    case 'requests':
      return requestFeed(indicator, service)
    case 'events':
      return eventFeed(indicator)
    case 'threshold':
      return undefined
  }
}
