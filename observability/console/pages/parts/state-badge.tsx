// The state of an alert: a sign and a word, so that colour is never all there is.
import type { AlertState } from '../../contract.ts'
import './state-badge.css'

const SIGN: Readonly<Record<AlertState, string>> = { firing: '▲', pending: '◔', inactive: '✓' }
const WORD: Readonly<Record<AlertState, string>> = { firing: 'firing', pending: 'pending', inactive: 'quiet' }

export function StateBadge({ state }: { readonly state: AlertState }) {
  return (
    <span class={`badge state ${state}`}>
      <span aria-hidden="true">{SIGN[state]}</span> {WORD[state]}
    </span>
  )
}
