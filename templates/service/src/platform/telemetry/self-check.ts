// Owner: paved-road
// Telemetry that is not in place fails silently, so the service looks before it listens, and does not start blind.
import { hasSubscribers } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { context, createContextKey, trace } from '@opentelemetry/api'
import { config } from '../../config.ts'

/** Throws `TELEMETRY_MISSING`, naming each hook that is not in place and what to do about it. */
export function assertTelemetry(): void {
  if (config.OTEL_SDK_DISABLED) return
  const missing = Object.keys(hooks).filter((name) => !hooks[name]?.())
  if (missing.length === 0) return
  throw new Error(
    `TELEMETRY_MISSING src/main.ts ${missing.join(', ')} not instrumented: ` +
      'start it with `npm start`, or with node --import ./src/platform/start.mjs, and keep each library within the ' +
      'range that its instrumentation supports. OTEL_SDK_DISABLED=true starts without tracing.',
  )
}

const probe = createContextKey('self-check')
const require = createRequire(import.meta.url)

const hooks: Record<string, () => boolean> = {
  tracing: () => {
    if (/^\s*none\s*$/.test(process.env.OTEL_TRACES_EXPORTER ?? '')) return true
    const span = trace.getTracer('self-check').startSpan('self-check', { root: true })
    return trace.isSpanContextValid(span.spanContext()) // never ended, so never exported
  },
  context: () =>
    context.with(context.active().setValue(probe, true), () => context.active().getValue(probe) === true),
  // Loaded as knex loads it: by `require`, which is what the instrumentation hooks into.
  postgresql: () => '__wrapped' in (require('pg') as typeof import('pg')).Client.prototype.query,
  'outgoing http': () => hasSubscribers('undici:request:create'),
}
