// Owner: paved-road
// Structured logs: JSON lines on standard output, joined to traces, sensitive fields replaced before they are made.
import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import { config } from '../config.ts'
import { identity } from './identity.ts'
import { describeError, redact } from './redaction.ts'
import { openStdout } from './stdout.ts'
import { traceIds } from './telemetry/ids.ts'
import { exportLine } from './telemetry/log-export.ts'

const { name: service, ...build } = identity
const options: LoggerOptions = {
  level: config.LOG_LEVEL,
  base: { service, ...build },
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: describeError },
}

const write = openStdout((lines, reason) => {
  log.warn({ code: 'LOG_LINES_DROPPED', lines, reason }, 'standard output takes log lines again')
})

const readable = config.LOG_FORMAT === 'pretty' || (config.LOG_FORMAT === 'auto' && process.stdout.isTTY)
const pretty = readable ? await import('pino-pretty').catch(() => undefined) : undefined // not in production
const show = pretty?.prettyFactory({
  colorize: process.stdout.isTTY,
  singleLine: true,
  ignore: 'service,version,commit,environment,span_id,method,route,status,duration_ms',
  messageFormat: ({ msg, method, route, status, duration_ms }) =>
    msg === 'request' ? `${status} ${method} ${route} ${duration_ms} ms` : String(msg),
})
const stream: DestinationStream = {
  write(line) {
    write(show ? show(line) : line)
    if (config.OTEL_LOGS_EXPORTER !== 'none') exportLine(line)
  },
}

const joinedAndRedacted: LoggerOptions = {
  ...options,
  mixin: () => ({ ...traceIds() }), // joins a line to the span that it is written under
  formatters: { ...options.formatters, log: (fields) => redact(fields) as Record<string, unknown> },
  hooks: {
    logMethod(args, method) {
      const [err] = args as unknown[] // alone, pino would make its message, as it is, the line's
      method.apply(this, err instanceof Error && args.length === 1 ? [{ err }, err.name] : args)
    },
  },
}
/** The logger for everything but request lines. */
export const log: Logger = pino(joinedAndRedacted, stream)
/** For http/observe.ts: one line a request, whose fields are already joined to the trace and redacted. */
export const requestLog: Logger = pino(options, stream)

/** For what can go wrong a thousand times a second: one line a minute, which says how often. */
export function seldom(code: string, remedy: string, count?: { inc(): void }): (fields: object) => void {
  let [last, times] = [Number.NEGATIVE_INFINITY, 0]
  return (fields) => {
    count?.inc()
    times += 1
    if (performance.now() - last < 60_000) return
    const line = { code, ...fields, remedy, times }
    last = performance.now() // before it is written: exporting this very line may be what fails next
    times = 0
    // Not under the span that happens to be active.
    context.with(ROOT_CONTEXT, () => log.warn(line, code.toLowerCase().replaceAll('_', ' ')))
  }
}
