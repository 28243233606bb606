import type { ProgramName } from '../../components/catalogue.ts'
import { component, type Program } from '../../components.ts'

/** Every one that is here, the oldest first. */
export function programs(name: ProgramName): [Program, ...Program[]] {
  const [first, ...rest] = component(name)
  if (!first) {
    throw new Error(
      `BENCH_COMPONENT_ABSENT ${name} is not here: run node ci/components/install.ts, and again with sloth`,
    )
  }
  return [first, ...rest]
}
