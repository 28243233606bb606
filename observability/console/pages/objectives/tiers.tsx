// What would fire: each burn-rate alert with its two windows against the factor.
import type { TierView } from '../../contract.ts'
import { clock } from '../data/format.ts'
import { StateBadge } from '../parts/state-badge.tsx'
import { burnLength, burnRate, howNear } from './nearness.ts'

export function Tiers({ tiers }: { readonly tiers: readonly TierView[] }) {
  if (tiers.length === 0) return <p class="quiet">No alert watches this objective.</p>
  return (
    <div>
      <p class="caption">What would fire</p>
      <ul class="tiers" aria-label="What would fire">
        {tiers.map((tier) => (
          <Tier key={`${tier.alert} ${tier.long}`} {...tier} />
        ))}
      </ul>
    </div>
  )
}

function Tier(tier: TierView) {
  const { alert, severity, long, short, factor, longBurn, shortBurn, state, since, runbook } = tier
  return (
    <li class={`tier ${state}`}>
      <p>
        <StateBadge state={state} />{' '}
        <a href={runbook} title="Opens its runbook">
          {alert}
        </a>{' '}
        <span class="badge">{severity}</span>{' '}
        <span class="quiet">{since === null ? howNear(tier) : `since ${clock(since)}`}</span>
      </p>
      <Burn window={long} burn={longBurn} factor={factor} />
      <Burn window={short} burn={shortBurn} factor={factor} />
    </li>
  )
}

function Burn({
  window,
  burn,
  factor,
}: {
  readonly window: string
  readonly burn: number
  readonly factor: number
}) {
  const above = burn > factor
  return (
    <div class={above ? 'window above' : 'window'}>
      <span>{window}</span>
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ width: `${burnLength(burn, factor)}%` }} />
        <span class="factor" />
      </span>
      <span class="number">
        {burnRate(burn)} {above ? '>' : '≤'} {burnRate(factor)}
      </span>
    </div>
  )
}
