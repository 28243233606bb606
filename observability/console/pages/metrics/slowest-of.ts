import type { RouteView } from '../../contract.ts'

type Exemplar = RouteView['exemplars'][number]

/** The ones to look into first; each trace once. */
export function slowest(exemplars: readonly Exemplar[], most: number): readonly Exemplar[] {
  const seen = new Set<string>()
  return [...exemplars]
    .sort((a, b) => b.seconds - a.seconds)
    .filter(({ traceId }) => !seen.has(traceId) && seen.add(traceId))
    .slice(0, most)
}
