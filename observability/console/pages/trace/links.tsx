import type { SpanView } from '../../contract.ts'
import { AttributeTable } from '../parts/attribute-table.tsx'

export function Links({ links }: { readonly links: SpanView['linkList'] }) {
  if (links.length === 0) return null
  return (
    <>
      <h3>Links</h3>
      <ul class="links">
        {links.map(({ traceId, spanId, attributes, held }) => (
          <li key={`${traceId} ${spanId}`}>
            {held ? (
              <a class="mono" href={`/traces/${traceId}?span=${spanId}`}>
                {traceId}
              </a>
            ) : (
              <span class="mono quiet">{traceId} (not held)</span>
            )}
            {Object.keys(attributes).length > 0 && (
              <AttributeTable label="Attributes of the link" attributes={attributes} />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
