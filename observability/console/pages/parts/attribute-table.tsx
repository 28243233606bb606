// Attributes as a table: filtered by what is typed, each value copied with a click.
import { useState } from 'preact/hooks'
import type { Attributes, Json } from '../../contract.ts'
import './attribute-table.css'
import { CopyButton } from './copy-button.tsx'
import { LongText } from './long-text.tsx'
import { asText, visible } from './text.ts'

export interface AttributeTableProps {
  readonly label: string
  readonly attributes: Attributes
  /** Where a key leads to, with its value. */
  readonly leads?: (key: string, value: Json) => string | undefined
}

/** From so many on, a filter helps more than it takes room. */
const FILTERED_FROM = 8

export function AttributeTable({ label, attributes, leads }: AttributeTableProps) {
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
              <th scope="row">
                <Key name={key} href={leads?.(key, value)} />
              </th>
              <td>
                <LongText text={asText(value)} />
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

function Key({ name, href }: { readonly name: string; readonly href: string | undefined }) {
  if (href === undefined) return <>{visible(name)}</>
  return (
    <a href={href} title="Find traces with this">
      {visible(name)}
    </a>
  )
}

function holds(key: string, value: Json, wanted: string): boolean {
  if (wanted === '' || key.toLowerCase().includes(wanted)) return true
  return asText(value).toLowerCase().includes(wanted)
}
