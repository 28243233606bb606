// What GET /api/traces and GET /api/logs are asked with.
import type { LogQuery, TraceQuery, TraceStatus } from '../engine/parts.ts'
import { SEVERITIES } from '../otlp/severity.ts'
import { invalid, type Parameters } from './parameters.ts'

export const TRACE_PARAMETERS = [
  ...['service', 'route', 'status', 'min_ms', 'max_ms', 'attr', 'since', 'until', 'probes', 'limit'],
]
export const LOG_PARAMETERS = [
  ...['trace_id', 'span_id', 'service', 'severity', 'q', 'since', 'until', 'limit'],
]

export function traceQuery(parameters: Parameters): TraceQuery {
  const attributes = parameters.all('attr').map(attribute)
  const status = statusOf(parameters)
  const probes = parameters.oneOf('probes', ['show', 'hide'])
  return given({
    service: parameters.text('service'),
    route: parameters.text('route'),
    status,
    minMs: parameters.number('min_ms'),
    maxMs: parameters.number('max_ms'),
    attributes: attributes.length > 0 ? attributes : undefined,
    since: parameters.number('since'),
    until: parameters.number('until'),
    probes: probes === 'show' ? true : undefined,
    limit: parameters.limit(),
  })
}

export function logQuery(parameters: Parameters): LogQuery {
  return given({
    traceId: parameters.matching('trace_id', /^[0-9a-f]{32}$/, '32 hexadecimal digits'),
    spanId: parameters.matching('span_id', /^[0-9a-f]{16}$/, '16 hexadecimal digits'),
    service: parameters.text('service'),
    severity: parameters.oneOf('severity', SEVERITIES),
    text: parameters.text('q'),
    since: parameters.number('since'),
    until: parameters.number('until'),
    limit: parameters.limit(),
  })
}

/** The key ends at the first equals sign: values have them, keys of semantic conventions do not. */
function attribute(text: string): { key: string; value?: string } {
  const [key = '', ...rest] = text.split('=')
  if (key === '') throw invalid('attr', 'must be key=value, or key')
  return rest.length === 0 ? { key } : { key, value: rest.join('=') }
}

function statusOf(parameters: Parameters): TraceStatus | undefined {
  const text = parameters.matching(
    'status',
    /^(error|ok|[1-5]\d\d|[1-5]xx)$/,
    'error, ok, an HTTP status such as 404 or a class such as 5xx',
  )
  if (text === undefined || text === 'error' || text === 'ok') return text
  return text.endsWith('xx') ? { class: Number(text[0]) } : { code: Number(text) }
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without what is undefined. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>
}
