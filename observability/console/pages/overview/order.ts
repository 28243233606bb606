import type { ServiceView } from '../../contract.ts'

/** What needs looking at first: services with alerts, then those that are measured; else as they came. */
export const inOrder = (services: readonly ServiceView[]): readonly ServiceView[] =>
  [...services].sort((a, b) => b.firing - a.firing || measured(b) - measured(a))

const measured = ({ red, targets }: ServiceView): number => (red ? 2 : 0) + (targets.length > 0 ? 1 : 0)
