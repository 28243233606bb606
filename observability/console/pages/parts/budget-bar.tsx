import { barLength, budgetLeft, verdict } from './budget.ts'
import './budget-bar.css'

interface Props {
  readonly left: number | null
  /** Of which objective. */
  readonly of: string
}

export function BudgetBar({ left, of }: Props) {
  const state = verdict(left)
  return (
    <span class={`budget-bar ${state}`}>
      <span class="unseen">Budget left of {of}:</span>
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ width: `${barLength(left)}%` }} />
      </span>
      <span class="number">{budgetLeft(left)}</span>
      {state === 'spent' && <span class="badge bad">spent</span>}
      {state === 'low' && <span class="badge warn">low</span>}
    </span>
  )
}
