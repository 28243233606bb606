import { useState } from 'preact/hooks'
import './copy-button.css'

/** Copies `text`; `what` names it to whoever does not see where the button stands. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [said, say] = useState('Copy')
  const copy = async () => {
    say(await navigator.clipboard.writeText(text).then(succeeded, failed))
    setTimeout(() => say('Copy'), 1_500)
  }
  return (
    <button type="button" class="copy" aria-label={`${said} ${what}`} onClick={() => void copy()}>
      {said}
    </button>
  )
}

const succeeded = () => 'Copied'
const failed = () => 'Not allowed'
