import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Chip, leaveOnEscape, SelectFilter, Switch, TextFilter } from '../parts/filters.tsx'
import { go, query, withQuery } from '../parts/router.ts'
import { TimeChip } from '../parts/time-chip.tsx'
import { LAST } from './query.ts'

const STATUS = [
  ['', 'any'],
  ['error', 'failed'],
  ['ok', 'no failure'],
  ['5xx', 'HTTP 5xx'],
  ['4xx', 'HTTP 4xx'],
  ['2xx', 'HTTP 2xx'],
] as const

export interface TraceFiltersProps {
  readonly services: readonly string[]
  readonly routes: readonly string[]
  readonly children: ComponentChildren
}

export function TraceFilters({ services, routes, children }: TraceFiltersProps) {
  const asked = query.value
  return (
    <search class="filters" aria-label="Filter traces">
      <SelectFilter
        label="Service"
        name="service"
        options={[['', 'all'], ...services.map((name) => [name, name] as const)]}
      />
      <TextFilter
        label="Route"
        name="route"
        id="traces-filter"
        placeholder="/orders/:id"
        suggestions={routes}
      />
      <SelectFilter label="Status" name="status" options={STATUS} />
      <TextFilter label="At least, ms" name="min_ms" type="number" placeholder="0" />
      <SelectFilter label="Began" name="last" options={LAST} />
      <AttributeFilter />
      <Switch
        label="Show probes"
        on={asked.get('probes') === 'show'}
        onChange={(on) => go(withQuery({ probes: on ? 'show' : undefined }))}
      />
      <div class="end">{children}</div>
      <Conditions asked={asked} />
    </search>
  )
}

/** Conditions that have no field of their own. */
function Conditions({ asked }: { readonly asked: URLSearchParams }) {
  const attributes = asked.getAll('attr')
  const longest = asked.get('max_ms')
  return (
    <div class="conditions">
      {attributes.map((text) => (
        <Chip
          key={text}
          text={text}
          onRemove={() => goWithAttributes(attributes.filter((a) => a !== text))}
        />
      ))}
      {longest && (
        <Chip text={`at most ${longest} ms`} onRemove={() => go(withQuery({ max_ms: undefined }))} />
      )}
      <TimeChip />
    </div>
  )
}

function AttributeFilter() {
  const [text, setText] = useState('')
  const add = () => {
    if (text.trim()) goWithAttributes([...new Set([...query.value.getAll('attr'), text.trim()])])
    setText('')
  }
  return (
    <form
      class="filter wide"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <label>
        <span>Attribute</span>
        <input
          type="search"
          placeholder="key=value"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={leaveOnEscape}
        />
      </label>
    </form>
  )
}

function goWithAttributes(attributes: readonly string[]): void {
  const next = new URL(withQuery({ attr: undefined }), location.href)
  for (const attribute of attributes) next.searchParams.append('attr', attribute)
  go(next.href)
}
