// Owner: paved-road
// Starts OpenTelemetry before anything that it is to instrument is loaded: start.mjs sees to that.
import type { Attributes, Span } from '@opentelemetry/api'
import { context, DiagLogLevel, diag, logs, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { PgInstrumentation, type PgRequestHookInformation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { detectResources, envDetector, hostDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { config } from '../../config.ts'
import { LABELS } from '../conventions.ts'
import { operationOf } from '../db/metrics.ts'
import { identity } from '../identity.ts'
import { redactPath, redactQuery } from '../redaction.ts'
import { troubleLogger } from './trouble.ts'

// Defaults that OpenTelemetry only takes from the environment. Metrics are scraped and logs go to standard output,
// so neither is pushed unless asked for. Of the detectors, `process` is left out: it exports command arguments.
process.env.OTEL_METRICS_EXPORTER ??= config.OTEL_METRICS_EXPORTER
process.env.OTEL_LOGS_EXPORTER ??= config.OTEL_LOGS_EXPORTER
process.env.OTEL_EXPORTER_OTLP_ENDPOINT ??= config.OTEL_EXPORTER_OTLP_ENDPOINT
process.env.OTEL_NODE_RESOURCE_DETECTORS ??= 'env,host'

diag.setLogger(troubleLogger, DiagLogLevel.WARN)
// Only what this service's own dependencies need. Incoming requests are traced by http/observe.ts, at a fraction of
// the stock instrumentation's cost: docs/adr/0003-lean-server-instrumentation.md.
const instrumentations = [
  new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true, requestHook: nameSpan }),
  new UndiciInstrumentation({ requireParentforSpans: true, startSpanHook: redactUrl }),
]
const resource = resourceFromAttributes({
  'service.name': identity.name,
  'service.version': identity.version,
  'deployment.environment.name': identity.environment,
  'vcs.ref.head.revision': identity.commit,
})
const start = needsWholeSdk(process.env) ? startWhole : startLean
const shutdown = config.OTEL_SDK_DISABLED ? async () => {} : await start()

/** Sends what is still queued; no later line is. Never rejects and takes a second at most: the end is not held up. */
export async function stopTelemetry(): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, 1000).unref())
  await Promise.race([shutdown().catch(() => {}), limit]).finally(() => logs.disable())
}

/** `select orders` says more than the database's name, which is all that the instrumentation puts there. */
function nameSpan(span: Span, { query }: PgRequestHookInformation): void {
  const operation = operationOf(query.text)
  span.updateName(`${operation[LABELS.dbOperation]} ${operation[LABELS.dbCollection]}`.trim())
}

/** In place of what the instrumentation takes from the URL as it is. */
function redactUrl({ origin, path }: { origin: string; path: string }): Attributes {
  const { pathname, search } = new URL(path, origin)
  const [safePath, query] = [redactPath(pathname), search && `?${redactQuery(search.slice(1))}`]
  return { 'url.full': origin + safePath + query, 'url.path': safePath, 'url.query': query }
}

/** Whether a variable is set that the lean set of parts does not know. */
function needsWholeSdk(env: NodeJS.ProcessEnv): boolean {
  const known = [
    /^OTEL_(SDK_DISABLED|SERVICE_NAME|RESOURCE_ATTRIBUTES)=/,
    /^OTEL_(NODE_RESOURCE_DETECTORS=env,host|TRACES_EXPORTER=otlp|METRICS_EXPORTER=none|LOGS_EXPORTER=none)$/,
    /^OTEL_EXPORTER_OTLP_PROTOCOL=http\/protobuf$/,
    // Read by the exporter itself: where to send, with which headers, certificates, compression and timeout.
    /^OTEL_EXPORTER_OTLP_(TRACES_)?(ENDPOINT|HEADERS|TIMEOUT|COMPRESSION|CERTIFICATE|CLIENT_\w+)=/,
  ]
  const given = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return given.some((set) => set.startsWith('OTEL_') && !known.some((pattern) => pattern.test(set)))
}

/** What NodeSDK sets up when no variable asks for more: every trace, W3C propagation, OTLP over HTTP as protobuf. */
function startLean(): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resource.merge(detectResources({ detectors: [envDetector, hostDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()]
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }))
  registerInstrumentations({ instrumentations })
  return () => provider.shutdown()
}

/** All that its standard variables can ask for. It takes half as long again to load as all else together. */
async function startWhole(): Promise<() => Promise<void>> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const sdk = new NodeSDK({ resource, instrumentations })
  sdk.start()
  return () => sdk.shutdown()
}
