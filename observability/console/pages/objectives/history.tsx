import { useMemo } from 'preact/hooks'
import type { SloView } from '../../contract.ts'
import { budgetLeft } from '../parts/budget.ts'
import { Chart } from '../parts/chart.tsx'
import { columnsOf } from './history-columns.ts'
import { burnRate } from './nearness.ts'

export function History({ slo }: { readonly slo: SloView }) {
  const { history } = slo
  const { times, burn, left } = useMemo(() => columnsOf(history), [history])
  const burnLines = useMemo(() => [{ label: 'Burn rate', colour: '--warn', values: burn }] as const, [burn])
  const leftLines = useMemo(() => [{ label: 'Left', colour: '--good', values: left }] as const, [left])
  if (times.length < 2) return <p class="quiet">A picture of the last hours comes after a few evaluations.</p>
  return (
    <div class="charts">
      <Chart title="Burn rate of 5 minutes" times={times} lines={burnLines} format={burnRate} />
      <Chart title="Budget left" times={times} lines={leftLines} format={budgetLeft} alsoSeen={UNTOUCHED} />
    </div>
  )
}

const UNTOUCHED = [1]
