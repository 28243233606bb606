import type { Dump } from './promtool.ts'

/** Both add the same doubles in the same order but for a few. */
const TOLERANCE = 1e-9

export interface Compared {
  readonly values: number
  readonly pending: number
  /** Names of alerts. */
  readonly fired: ReadonlySet<string>
  readonly differences: readonly string[]
}

/** Every sample that either has. */
export function compare(theirs: Dump, ours: Dump): Compared {
  const differences: string[] = []
  const fired = new Set<string>()
  let [values, pending] = [0, 0]
  for (const series of new Set([...theirs.keys(), ...ours.keys()])) {
    const [one, other] = [theirs.get(series), ours.get(series)]
    for (const at of new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])) {
      values += 1
      if (series.includes('alertstate="pending"')) pending += 1
      if (series.includes('alertstate="firing"')) fired.add(/alertname="(\w+)"/.exec(series)?.[1] ?? '')
      const [expected, actual] = [one?.get(at), other?.get(at)]
      if (!isNear(expected, actual))
        differences.push(
          `${series} at ${at / 60_000} min: ${expected} in Prometheus, ${actual} in the console`,
        )
    }
  }
  return { values, pending, fired, differences }
}

function isNear(expected: number | undefined, actual: number | undefined): boolean {
  if (expected === undefined || actual === undefined) return expected === actual
  return Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected))
}
