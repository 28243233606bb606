import type { SloView } from '../../contract.ts'
import { address } from '../parts/addresses.ts'
import { Plain } from '../parts/plain.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Budget } from './budget.tsx'
import { BurnTable } from './burn-table.tsx'
import { History } from './history.tsx'
import { worst } from './state.ts'
import { Tiers } from './tiers.tsx'
import { badTraces, promise } from './words.ts'

export function Objective({ slo }: { readonly slo: SloView }) {
  const state = worst(slo)
  return (
    <article
      class={`card objective ${state}`}
      id={`${slo.service}.${slo.name}`}
      aria-label={`${slo.service}: ${slo.displayName}`}
    >
      <header>
        <h2>
          <Plain text={slo.displayName} />
        </h2>
        {slo.unevaluated === null && <StateBadge state={state} />}
        <span class="quiet">
          <Plain text={`${slo.service} · ${slo.name}`} />
          {slo.owner && (
            <>
              {' '}
              · owner <Plain text={slo.owner} />
            </>
          )}
        </span>
        <span class="ways">
          <a href={address('/metrics', { service: slo.service })}>Metrics</a>
          <a href={address('/traces', { service: slo.service, ...badTraces(slo) })}>
            {slo.kind === 'latency' ? 'Slow traces' : 'Failed traces'}
          </a>
        </span>
      </header>
      <p>
        <strong>{promise(slo)}.</strong> Bad is: <Plain text={slo.bad} />.{' '}
        {slo.description && <Plain class="quiet" text={slo.description} />}
      </p>
      {slo.unevaluated !== null ? (
        <p>
          <span class="badge">not evaluated here</span> <Plain text={slo.unevaluated} />
        </p>
      ) : (
        <>
          <Budget slo={slo} />
          <div class="figures">
            <Tiers tiers={slo.tiers} />
            <BurnTable burn={slo.burn} />
          </div>
          <History slo={slo} />
        </>
      )}
    </article>
  )
}
