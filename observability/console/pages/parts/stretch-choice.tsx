// How far back a page looks, kept in the address.
import { query, withQuery } from './router.ts'
import './stretch-choice.css'

const STRETCHES: readonly number[] = [5, 15, 60]

/** Minutes. */
export function chosenStretch(): number {
  const minutes = Number(query.value.get('minutes'))
  return STRETCHES.includes(minutes) ? minutes : 15
}

export function StretchChoice() {
  const chosen = chosenStretch()
  return (
    <nav class="stretch" aria-label="Stretch">
      {STRETCHES.map((minutes) => (
        <a
          key={minutes}
          href={withQuery({ minutes: String(minutes) })}
          aria-current={minutes === chosen ? 'true' : undefined}
        >
          {minutes} min
        </a>
      ))}
    </nav>
  )
}
