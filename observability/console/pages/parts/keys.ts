// Keys of a page: they work wherever the focus is, except while something is typed or a dialog is open.
import { useEffect, useRef } from 'preact/hooks'

/** By the key's name as KeyboardEvent.key has it. */
export type Keys = Readonly<Record<string, () => void>>

/** Keys that mean something of their own to a focused link, button or scrolling part. */
const TAKEN = new Set([
  'Enter',
  ' ',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
])

export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = latest.current[event.key]
      if (!action || event.defaultPrevented || isTaken(event)) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}

function isTaken({ target, key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]')) return true
  if (!(target instanceof Element)) return false
  if (target.matches('input, select, textarea')) return true
  const free = target === document.body || target.matches('main, [role="grid"], [role="treegrid"]')
  return TAKEN.has(key) && !free
}
