// The spans of a trace over time, with what is needed to find one, and the details of the one that is looked at.
import { useState } from 'preact/hooks'
import type { LogView } from '../../contract.ts'
import { Details } from './details.tsx'
import type { TraceModel } from './model.ts'
import { Spans } from './spans.tsx'
import { Toolbar } from './toolbar.tsx'
import { useView } from './use-view.ts'

export interface WaterfallProps {
  readonly model: TraceModel
  /** By span id. */
  readonly logs: ReadonlyMap<string, readonly LogView[]>
}

export function Waterfall({ model, logs }: WaterfallProps) {
  const viewed = useView(model)
  const [help, showHelp] = useState(false)
  const { selected } = viewed.view
  return (
    <div class={viewed.detailed ? 'waterfall with-details' : 'waterfall'}>
      <Toolbar model={model} viewed={viewed} help={help} showHelp={showHelp} />
      <Spans model={model} logs={logs} viewed={viewed} showHelp={showHelp} />
      {viewed.detailed && (
        <Details model={model} index={selected} logs={logs} onClose={() => viewed.detail(false)} />
      )}
    </div>
  )
}
