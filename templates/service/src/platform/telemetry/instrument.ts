// Owner: paved-road
// Starts OpenTelemetry before anything that it is to instrument is loaded: start.mjs sees to that.
import { DiagLogLevel, diag, type Span } from '@opentelemetry/api'
import { PgInstrumentation, type PgRequestHookInformation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { config } from '../../config.ts'
import { LABELS } from '../conventions.ts'
import { operationOf } from '../db/operation.ts'
import { identity } from '../identity.ts'
import { troubleLogger } from './trouble.ts'

// Defaults that OpenTelemetry only takes from the environment. Metrics are scraped and logs go to standard output,
// so neither is pushed unless asked for. Of the detectors, `process` is left out: it exports command arguments.
process.env.OTEL_METRICS_EXPORTER ??= config.OTEL_METRICS_EXPORTER
process.env.OTEL_LOGS_EXPORTER ??= config.OTEL_LOGS_EXPORTER
process.env.OTEL_EXPORTER_OTLP_ENDPOINT ??= config.OTEL_EXPORTER_OTLP_ENDPOINT
process.env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env,host'

export interface Setup {
  resource: ReturnType<typeof resourceFromAttributes>
  instrumentations: (PgInstrumentation | UndiciInstrumentation)[]
}

diag.setLogger(troubleLogger, DiagLogLevel.WARN)
// The whole SDK takes half as long again to load as all else together, so it is loaded only when a variable is set
// that the parts of it used by default do not know.
const { startSdk } = needsWholeSdk(process.env)
  ? await import('./sdk-whole.ts')
  : await import('./sdk-lean.ts')
const shutdown = config.OTEL_SDK_DISABLED
  ? async () => {}
  : startSdk({
      resource: resourceFromAttributes({
        'service.name': identity.name,
        'service.version': identity.version,
        'deployment.environment.name': identity.environment,
        'vcs.ref.head.revision': identity.commit,
      }),
      // Only what this service's own dependencies need. Incoming requests are traced by http/observe.ts, at a
      // fraction of the stock instrumentation's cost: docs/adr/0003-lean-server-instrumentation.md.
      instrumentations: [
        new PgInstrumentation({
          requireParentSpan: true,
          ignoreConnectSpans: true,
          requestHook: nameAfterQuery,
        }),
        new UndiciInstrumentation({ requireParentforSpans: true }),
      ],
    })

/** Sends what is still queued. Never rejects and takes a second at most: telemetry cannot hold up the end. */
export async function stopTelemetry(): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, 1000).unref())
  await Promise.race([shutdown().catch(() => {}), limit])
}

/** `select orders` says more than the database's name, which is all that the instrumentation puts there. */
function nameAfterQuery(span: Span, { query }: PgRequestHookInformation): void {
  const operation = operationOf(query.text)
  span.updateName(`${operation[LABELS.dbOperation]} ${operation[LABELS.dbCollection]}`.trim())
}

function needsWholeSdk(env: NodeJS.ProcessEnv): boolean {
  const known: Record<string, RegExp> = {
    OTEL_SDK_DISABLED: /./,
    OTEL_SERVICE_NAME: /./,
    OTEL_RESOURCE_ATTRIBUTES: /./,
    OTEL_NODE_RESOURCE_DETECTORS: /^env,host$/,
    OTEL_TRACES_EXPORTER: /^otlp$/,
    OTEL_METRICS_EXPORTER: /^none$/,
    OTEL_LOGS_EXPORTER: /^none$/,
    OTEL_EXPORTER_OTLP_PROTOCOL: /^http\/protobuf$/,
  }
  // The exporter itself reads where to send, with which headers, certificates, compression and timeout.
  const ofExporter =
    /^OTEL_EXPORTER_OTLP_(TRACES_)?(ENDPOINT|HEADERS|TIMEOUT|COMPRESSION|CERTIFICATE|CLIENT_\w+)$/
  return Object.entries(env).some(
    ([name, value = '']) => name.startsWith('OTEL_') && !ofExporter.test(name) && !known[name]?.test(value),
  )
}
