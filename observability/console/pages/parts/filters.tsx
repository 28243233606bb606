// Filters that live in the address: a filtered view can be sent to somebody else, and the back button undoes it.
import { useEffect, useRef, useState } from 'preact/hooks'
import { go, query, withQuery } from './router.ts'
import './filters.css'
import { oneLine } from './text.ts'

interface FilterProps {
  readonly label: string
  /** In the address. */
  readonly name: string
}

/** Milliseconds without a key after which what was typed is asked for. */
const PAUSE = 300

export interface TextFilterProps extends FilterProps {
  readonly placeholder?: string
  readonly type?: 'search' | 'number'
  readonly suggestions?: readonly string[]
  readonly wide?: boolean
  readonly id?: string
}

export function TextFilter({ label, name, placeholder, type, suggestions, wide, id }: TextFilterProps) {
  const held = query.value.get(name) ?? ''
  const [draft, setDraft] = useState<string | undefined>(undefined)
  const timer = useRef(0)
  // One step back takes away all that was typed in one go.
  const stepped = useRef(false)
  const apply = (text: string) => {
    clearTimeout(timer.current)
    go(withQuery({ [name]: text.trim() }), { replace: stepped.current })
    stepped.current = true
    setDraft(undefined)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <label class={wide ? 'filter wide' : 'filter'}>
      <span>{label}</span>
      <input
        id={id}
        type={type ?? 'search'}
        min={type === 'number' ? 0 : undefined}
        list={suggestions && `${name}-suggestions`}
        placeholder={placeholder}
        value={draft ?? held}
        onFocus={() => {
          stepped.current = false
        }}
        onInput={({ currentTarget: { value } }) => {
          setDraft(value)
          clearTimeout(timer.current)
          timer.current = setTimeout(apply, PAUSE, value)
        }}
        onChange={({ currentTarget }) => apply(currentTarget.value)}
        onKeyDown={leaveOnEscape}
      />
      {suggestions && (
        <datalist id={`${name}-suggestions`}>
          {suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </label>
  )
}

/** A search field's own answer to Escape is to empty itself. */
export function leaveOnEscape(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  if (event.key !== 'Escape') return
  event.preventDefault()
  event.currentTarget.blur()
}

export interface SelectFilterProps extends FilterProps {
  readonly options: readonly (readonly [value: string, text: string])[]
}

export function SelectFilter({ label, name, options }: SelectFilterProps) {
  const held = query.value.get(name) ?? ''
  const known = options.some(([value]) => value === held)
  return (
    <label class="filter">
      <span>{label}</span>
      <select value={held} onChange={({ currentTarget }) => go(withQuery({ [name]: currentTarget.value }))}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {oneLine(text)}
          </option>
        ))}
        {!known && <option value={held}>{oneLine(held)}</option>}
      </select>
    </label>
  )
}

export interface SwitchProps {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

export function Switch({ label, on, onChange }: SwitchProps) {
  return (
    <label class="switch">
      <input type="checkbox" checked={on} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />{' '}
      {label}
    </label>
  )
}

/** A condition that holds, with the button that takes it away. */
export function Chip({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }) {
  return (
    <button type="button" class="chip" aria-label={`Remove filter ${oneLine(text)}`} onClick={onRemove}>
      <bdi>{oneLine(text)}</bdi> <span aria-hidden="true">×</span>
    </button>
  )
}
