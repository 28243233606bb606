import { barLength, budgetLeft, verdict } from './budget.ts'
import './budget-bar.css'

interface Props {
  readonly left: number | null
  readonly enough: boolean
  /** Of which objective. */
  readonly of: string
}

export function BudgetBar({ left, enough, of }: Props) {
  const state = verdict(left, enough)
  return (
    <span class={`budget-bar ${state}`}>
      <span class="unseen">Budget left of {of}:</span>
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ width: `${barLength(left)}%` }} />
      </span>
      <span class="number">{budgetLeft(left)}</span>
      {state === 'spent' && <span class="badge bad">spent</span>}
      {state === 'early' && (
        <span class="badge" title="Too few bad events to tell: an alert waits for more">
          early
        </span>
      )}
      {state === 'low' && <span class="badge warn">low</span>}
    </span>
  )
}
