import type { AlertState, SloView } from '../../contract.ts'
import { count, stretch } from '../data/format.ts'
import { address } from '../parts/addresses.ts'
import { BudgetBar } from '../parts/budget-bar.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { BurnTable } from './burn-table.tsx'
import { History } from './history.tsx'
import { Tiers } from './tiers.tsx'
import { badTraces, promise, seenSince } from './words.ts'

/** The state of the alert that says most. */
export function worst({ tiers }: Pick<SloView, 'tiers'>): AlertState {
  const states = tiers.map(({ state }) => state)
  return (
    states.find((state) => state === 'firing') ?? states.find((state) => state === 'pending') ?? 'inactive'
  )
}

export function Objective({ slo }: { readonly slo: SloView }) {
  const state = worst(slo)
  return (
    <article
      class={`card objective ${state}`}
      id={slo.name}
      aria-label={`${slo.service}: ${slo.displayName}`}
    >
      <header>
        <h2>
          <bdi>{slo.displayName}</bdi>
        </h2>
        {slo.unevaluated === null && <StateBadge state={state} />}
        <span class="quiet">
          <bdi>
            {slo.service} · {slo.name}
          </bdi>
          {slo.owner && (
            <>
              {' '}
              · owner <bdi>{slo.owner}</bdi>
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
      <p class="promise">
        <strong>{promise(slo)}.</strong> Bad is: <bdi>{slo.bad}</bdi>.{' '}
        {slo.description && <bdi class="quiet">{slo.description}</bdi>}
      </p>
      {slo.unevaluated !== null ? (
        <p class="unevaluated">
          <span class="badge">not evaluated here</span> <bdi>{slo.unevaluated}</bdi>
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

export function Budget({ slo }: { readonly slo: SloView }) {
  const { budget } = slo
  if (!budget) return <p class="quiet">Nothing was counted yet: there is no budget to speak of.</p>
  const part = seenSince(slo, Date.now())
  return (
    <div class="budget">
      <BudgetBar left={budget.left} of={slo.displayName} />
      <p>
        {count(budget.badEvents)} bad of {count(budget.events)}
        {part && (
          <>
            {' '}
            · <span class="part">{part}</span>
          </>
        )}
        {budget.secondsLeft !== null && <> · at the last hour’s pace gone in {stretch(budget.secondsLeft)}</>}
      </p>
    </div>
  )
}
