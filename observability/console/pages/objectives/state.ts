import type { AlertState, SloView } from '../../contract.ts'

/** The state of the alert that says most. */
export function worst({ tiers }: Pick<SloView, 'tiers'>): AlertState {
  const states = tiers.map(({ state }) => state)
  return (
    states.find((state) => state === 'firing') ?? states.find((state) => state === 'pending') ?? 'inactive'
  )
}
