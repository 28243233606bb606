// Attributes as a table: filtered by what is typed, each value copied with a click.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { Attributes, Json } from '../../contract.ts'
import './attribute-table.css'
import { CopyButton } from './copy-button.tsx'
import { LongText } from './long-text.tsx'
import { asText, visible } from './text.ts'

export interface AttributeTableProps {
  readonly label: string
  readonly attributes: Attributes
  /** What stands behind a value, such as a link. */
  readonly extra?: (key: string, value: Json) => ComponentChildren
}

/** From so many on, a filter helps more than it takes room. */
const FILTERED_FROM = 8

export function AttributeTable({ label, attributes, extra }: AttributeTableProps) {
  const [wanted, setWanted] = useState('')
  const entries = Object.entries(attributes)
  if (entries.length === 0) return <p class="quiet">None.</p>
  const shown = entries.filter(([key, value]) => holds(key, value, wanted.toLowerCase()))
  return (
    <div class="attributes">
      {entries.length >= FILTERED_FROM && (
        <input
          type="search"
          aria-label={`Filter ${label.toLowerCase()}`}
          placeholder={`Filter ${entries.length} by key or value`}
          value={wanted}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      )}
      <table aria-label={label}>
        <tbody>
          {shown.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">{visible(key)}</th>
              <td>
                <LongText text={asText(value)} /> {extra?.(key, value)}
              </td>
              <td>
                <CopyButton text={asText(value)} what={key} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="quiet">None has that in its key or value.</p>}
    </div>
  )
}

function holds(key: string, value: Json, wanted: string): boolean {
  if (wanted === '' || key.toLowerCase().includes(wanted)) return true
  return asText(value).toLowerCase().includes(wanted)
}
