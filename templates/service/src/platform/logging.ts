// Owner: paved-road
// Structured logs: one JSON object a line on standard output, readable in a terminal, joined to traces by
// trace_id and span_id, sensitive fields replaced before the line is made.
import { type DestinationStream, destination, type Logger, type LoggerOptions, multistream, pino } from 'pino'
import { config } from '../config.ts'
import { identity } from './identity.ts'
import { describeError, redact } from './redaction.ts'
import { traceIds } from './telemetry/ids.ts'
import { otlpLogStream } from './telemetry/log-export.ts'

const options: LoggerOptions = {
  level: config.LOG_LEVEL,
  base: {
    service: identity.name,
    version: identity.version,
    commit: identity.commit,
    environment: identity.environment,
  },
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: describeError },
}

/**
 * JSON lines are gathered for a tenth of a second at most and written without blocking; pino writes what is left when
 * the process ends. If whoever reads them stalls, lines past 16 MB are dropped: logging cannot take the service down.
 */
const BUFFERED = { sync: false, minLength: 8192, periodicFlush: 100, maxLength: 16 * 1024 * 1024 }

async function standardOutput(): Promise<DestinationStream> {
  const readable = config.LOG_FORMAT === 'pretty' || (config.LOG_FORMAT === 'auto' && process.stdout.isTTY)
  const pretty = readable ? await import('pino-pretty').catch(() => undefined) : undefined // not in production
  if (!pretty) return destination({ dest: 1, ...BUFFERED })
  return pretty.default({
    colorize: process.stdout.isTTY,
    singleLine: true,
    ignore: 'service,version,commit,environment,span_id,method,route,status,duration_ms',
    messageFormat: ({ msg, method, route, status, duration_ms }) =>
      msg === 'request' ? `${status} ${method} ${route} ${duration_ms} ms` : String(msg),
    sync: true,
  })
}

async function openDestination(): Promise<DestinationStream> {
  const out = await standardOutput()
  if (config.OTEL_LOGS_EXPORTER === 'none') return out
  return multistream([
    { level: 'trace', stream: out },
    { level: 'trace', stream: otlpLogStream },
  ])
}

const stream = await openDestination()

/** The logger for everything but request lines. */
export const log: Logger = pino(
  {
    ...options,
    mixin: () => ({ ...traceIds() }), // joins a line to the span that it is written under
    formatters: { ...options.formatters, log: (fields) => redact(fields) as Record<string, unknown> },
  },
  stream,
)

/** For http/observe.ts: one line a request, whose fields are already joined to the trace and redacted. */
export const requestLog: Logger = pino(options, stream)

/** Waits until every line is written, but no longer than half a second for a reader that stalls. */
export function flushLogs(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 500).unref()
    log.flush(() => resolve())
  })
}
