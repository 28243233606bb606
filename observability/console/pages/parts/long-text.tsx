import { useState } from 'preact/hooks'
import './long-text.css'
import { lengthOf, visible } from './text.ts'

/** Characters that are shown at first: a megabyte takes the browser seconds to lay out. */
const SHOWN = 2_000
/** And at most: who needs more copies it. */
const SHOWN_WHOLE = 200_000

/** Text of any length and content. */
export function LongText({ text }: { readonly text: string }) {
  const [whole, setWhole] = useState(false)
  if (text === '') return <span class="quiet">(empty)</span>
  if (text.length <= SHOWN) return <span class="long-text">{visible(text)}</span>
  const shown = text.slice(0, whole ? SHOWN_WHOLE : SHOWN)
  return (
    <span class="long-text">
      {visible(shown)}
      {shown.length < text.length && '…'}{' '}
      <button type="button" class="plain" onClick={() => setWhole(!whole)}>
        {whole ? 'Show less' : `Show all ${lengthOf(text)}`}
      </button>
      {whole && shown.length < text.length && (
        <span class="quiet"> the first {SHOWN_WHOLE.toLocaleString('en')}: copy it to have the rest</span>
      )}
    </span>
  )
}
