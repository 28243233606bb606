// The history of an objective as the columns of a chart.
import type { SloView } from '../../contract.ts'

export interface Columns {
  readonly times: readonly number[]
  readonly burn: readonly number[]
  readonly left: readonly number[]
}

export const columnsOf = (history: SloView['history']): Columns => ({
  times: history.map(([at]) => at),
  burn: history.map(([, burn]) => burn),
  left: history.map(([, , left]) => left),
})
