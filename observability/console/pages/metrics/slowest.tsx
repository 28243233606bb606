import type { RouteView } from '../../contract.ts'
import { clock, seconds } from '../data/format.ts'
import { slowest } from './slowest-of.ts'

const SHOWN = 12

export function Slowest({ exemplars }: Pick<RouteView, 'exemplars'>) {
  if (exemplars.length === 0)
    return <p class="quiet">No request was measured with its trace in this stretch: there is none to open.</p>
  return (
    <section aria-label="Slowest requests">
      <h2>Slowest requests with a trace</h2>
      <ol class="slowest">
        {slowest(exemplars, SHOWN).map(({ traceId, at, seconds: length, held }) => (
          <li key={traceId}>
            <strong class="number">{seconds(length)}</strong> <span class="quiet">{clock(at)}</span>{' '}
            {held ? (
              <a class="mono" href={`/traces/${encodeURIComponent(traceId)}`}>
                {traceId.slice(0, 16)}…
              </a>
            ) : (
              <span class="quiet">trace not held</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
