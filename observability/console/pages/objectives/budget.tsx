// What is left of a budget, and of which stretch that is.
import type { SloView } from '../../contract.ts'
import { about, stretch } from '../data/format.ts'
import { BudgetBar } from '../parts/budget-bar.tsx'
import { seenSince } from './words.ts'
import './budget.css'

export function Budget({ slo }: { readonly slo: SloView }) {
  const { budget } = slo
  if (!budget) return <p class="quiet">Nothing was counted yet: there is no budget to speak of.</p>
  const part = seenSince(slo, Date.now())
  return (
    <div class="budget">
      <BudgetBar left={budget.left} enough={budget.enough} of={slo.displayName} />
      <p>
        {about(budget.badEvents)} bad of {about(budget.events)}
        {part && (
          <>
            {' '}
            · <span class="part">{part}</span>
          </>
        )}
        {budget.secondsLeft !== null && budget.left > 0 && budget.enough && (
          <> · at the last hour’s pace gone in {stretch(budget.secondsLeft)}</>
        )}
      </p>
    </div>
  )
}
