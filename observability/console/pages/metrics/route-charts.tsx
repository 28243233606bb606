import { useMemo } from 'preact/hooks'
import type { RouteView } from '../../contract.ts'
import { rate, seconds, share } from '../data/format.ts'
import { address } from '../parts/addresses.ts'
import { Chart } from '../parts/chart.tsx'
import type { Line } from '../parts/chart-options.ts'
import { Plain } from '../parts/plain.tsx'
import { routeName } from './choice.ts'
import { drawExemplars } from './exemplar-dots.ts'

interface Props {
  readonly service: string
  readonly times: readonly number[]
  readonly route: RouteView
}

export function RouteCharts({ service, times, route }: Props) {
  const { rates, errors, percentiles } = useMemo(() => linesOf(route), [route])
  const slow = route.exemplars.map((exemplar) => exemplar.seconds)
  const traces = { service, route: route.route }
  return (
    <section class="route" aria-label={`Charts of ${routeName(route)}`}>
      <h2>
        <Plain text={routeName(route)} />
        <a href={address('/traces', traces)}>Traces</a>
        <a href={address('/traces', { ...traces, status: 'error' })}>Failed traces</a>
      </h2>
      <div class="charts">
        <Chart title="Requests a second" times={times} lines={rates} format={rate} />
        <Chart title="Share of errors" times={times} lines={errors} format={share} />
        <Chart
          title="Duration"
          times={times}
          lines={percentiles}
          format={seconds}
          alsoSeen={slow}
          over={(plot) => drawExemplars(plot, route.exemplars)}
        />
      </div>
    </section>
  )
}

function linesOf({ rate, errorShare, p50, p95, p99 }: RouteView): Record<string, readonly Line[]> & {
  rates: readonly Line[]
  errors: readonly Line[]
  percentiles: readonly Line[]
} {
  return {
    rates: [{ label: 'Rate', colour: '--accent', values: rate }],
    errors: [{ label: 'Errors', colour: '--bad', values: errorShare }],
    percentiles: [
      { label: 'p50', colour: '--quiet', values: p50, dash: [2, 3] },
      { label: 'p95', colour: '--accent', values: p95 },
      { label: 'p99', colour: '--warn', values: p99, dash: [7, 4] },
    ],
  }
}
