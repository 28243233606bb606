// Who calls whom: as a picture, and as a table of the same.
import type { ServiceMap } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { stretch } from '../data/format.ts'
import { address } from '../parts/addresses.ts'
import { Answered } from '../parts/answered.tsx'
import { chosenStretch, StretchChoice } from '../parts/stretch-choice.tsx'
import { CallTable } from './call-table.tsx'
import { Drawing } from './drawing.tsx'
import './map.css'

export default function MapPage() {
  const minutes = chosenStretch()
  const map = useAnswer<ServiceMap>(address('/api/map', { minutes }), { on: ['traces'], keep: true })
  return (
    <div class="map">
      <div class="page-head">
        <h1>Map</h1>
        <StretchChoice />
      </div>
      <Answered of={map}>
        {(value) =>
          value.nodes.length === 0 ? (
            <p class="empty">No trace of the last {minutes} minutes is held: there is nobody to draw.</p>
          ) : (
            <>
              {value.omitted > 0 && (
                <p class="quiet">Shown are the busiest of {value.nodes.length + value.omitted} nodes.</p>
              )}
              <Drawing map={value} />
              <p class="quiet">
                Of the spans held of the last {stretch(value.windowSeconds)}. Metrics count all requests, and
                estimate percentiles.
              </p>
              <CallTable map={value} />
            </>
          )
        }
      </Answered>
    </div>
  )
}
