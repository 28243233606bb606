import { useEffect, useRef } from 'preact/hooks'
import './keys-help.css'

export interface KeysHelpProps {
  /** What is to be pressed, and what it does. */
  readonly keys: readonly (readonly [keys: string, meaning: string])[]
  readonly open: boolean
  readonly onChange: (open: boolean) => void
}

/** A button, and what it opens: the keys of the page. */
export function KeysHelp({ keys, open, onChange }: KeysHelpProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <>
      <button type="button" class="keys-open" onClick={() => onChange(true)}>
        Keys <kbd>?</kbd>
      </button>
      <dialog ref={dialog} class="keys-help" aria-labelledby="keys-title" onClose={() => onChange(false)}>
        <h2 id="keys-title">Keys of this page</h2>
        <table>
          <tbody>
            {keys.map(([names, meaning]) => (
              <tr key={names}>
                <th scope="row">
                  {names.split(' ').map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </th>
                <td>{meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <button type="button" onClick={() => onChange(false)}>
          Close
        </button>
      </dialog>
    </>
  )
}
