// The canaries that every rule is played: all of an hour, a block a minute.
import type { Scenario } from '../../../observability/test/canary/support/trials.ts'

export interface Kind extends Scenario {
  readonly title: string
  /** What is right: an equal version is promoted, a worse one rolled back. */
  readonly equal: boolean
}

const perMinute = (requests: number): Pick<Scenario, 'requests'> => ({ requests: [requests, requests] })
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`

function equal(requests: number, share: number): Kind[] {
  const title = `${percent(share)} fail, ${requests}/min`
  const kind: Kind = { title, equal: true, ...perMinute(requests), errors: [share, share] }
  return [kind, { ...kind, title: `${title}, disturbed`, disturbed: true }]
}

function worse(requests: number, from: number, to: number): Kind {
  const title = `${percent(from)} → ${percent(to)} fail, ${requests}/min`
  return { title, equal: false, ...perMinute(requests), errors: [from, to] }
}

export const EQUAL: readonly Kind[] = [
  ...equal(60, 0.008),
  ...equal(600, 0.001),
  ...equal(600, 0.008),
  {
    title: '0.05 % fail and 0.5 % are slow, 600/min',
    equal: true,
    ...perMinute(600),
    errors: [0.0005, 0.0005],
    slow: [0.005, 0.005],
  },
]

export const RARE = worse(60, 0.0005, 0.005)
export const TENFOLD = worse(60, 0.001, 0.01)
export const TWICE = worse(60, 0.008, 0.016)
export const SLOW: Kind = {
  title: '1 % → 10 % slow, 600/min',
  equal: false,
  ...perMinute(600),
  errors: [0.0005, 0.0005],
  slow: [0.01, 0.1],
}

export const WORSE: readonly Kind[] = [
  RARE,
  TENFOLD,
  TWICE,
  worse(600, 0.008, 0.016),
  SLOW,
  worse(60, 0.0005, 0.1),
]
