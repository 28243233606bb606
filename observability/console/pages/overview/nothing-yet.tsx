// What to do first, where nothing has come yet.
import type { Signal } from '@preact/signals'
import type { ConsoleStatus } from '../../contract.ts'
import type { Asked } from '../data/ask.ts'

export function NothingYet({ status }: { readonly status: Signal<Asked<ConsoleStatus>> }) {
  const otlpUrl = status.value.state === 'there' ? status.value.value.otlpUrl : location.origin
  return (
    <section class="card nothing-yet">
      <h2>Nothing has come yet</h2>
      <p>In a stamped service, this starts it and shows it here:</p>
      <pre>npm run dev</pre>
      <p>Any other service that speaks OpenTelemetry sends its traces and logs here with:</p>
      <pre>OTEL_EXPORTER_OTLP_ENDPOINT={otlpUrl}</pre>
      <p class="quiet">This page fills by itself as soon as something arrives.</p>
    </section>
  )
}
