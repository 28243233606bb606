// Owner: paved-road
// Starts OpenTelemetry. Import it before anything that it is to instrument: main.ts does so in its first line.
// The SDK reads the standard OTEL_* variables itself; only what differs from its defaults is said here.
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { config } from '../../config.ts'
import { identity } from '../identity.ts'
import { troubleLogger } from './trouble.ts'

// Defaults that the SDK only takes from the environment. Metrics are scraped and logs go to standard output, so
// neither is pushed unless asked for. Of the detectors, `process` is left out: it exports command arguments.
process.env.OTEL_METRICS_EXPORTER ??= config.OTEL_METRICS_EXPORTER
process.env.OTEL_LOGS_EXPORTER ??= config.OTEL_LOGS_EXPORTER
process.env.OTEL_EXPORTER_OTLP_ENDPOINT ??= config.OTEL_EXPORTER_OTLP_ENDPOINT
process.env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env,host'

const sdk = new NodeSDK({
  resource: resourceFromAttributes({
    'service.name': identity.name,
    'service.version': identity.version,
    'deployment.environment.name': identity.environment,
    'vcs.ref.head.revision': identity.commit,
  }),
  // Only what this service's own dependencies need. Incoming requests are traced by http/observe.ts, at a
  // fraction of the stock instrumentation's cost: docs/adr/0003-lean-server-instrumentation.md.
  instrumentations: [
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
  ],
})
diag.setLogger(troubleLogger, DiagLogLevel.WARN)
sdk.start()

/** Sends what is still queued. Never rejects and takes a second at most: telemetry cannot hold up the end. */
export async function stopTelemetry(): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, 1000).unref())
  await Promise.race([sdk.shutdown().catch(() => {}), limit])
}
