// What the demo shows: on a terminal for people, as JSON for programs.
import { drawnSpans } from '../../observability/console/terminal/drawn.ts'
import { redTable } from '../../observability/console/terminal/red.ts'
import type { Style } from '../../observability/console/terminal/style.ts'
import { waterfall } from '../../observability/console/terminal/waterfall.ts'
import type { Round } from './round.ts'
import type { Service } from './service.ts'
import type { StageError, Timings } from './stages.ts'

export interface Scene {
  readonly service: Service
  readonly consoleUrl: string
  readonly round: Round
  readonly timings: Timings
}

export function picture({ service, consoleUrl, round, timings }: Scene, style: Style, width: number): string {
  const { traceId, trace, log, routes, requests, seconds } = round
  const title = (text: string) => style.bold(style.cyan(text))
  return [
    '',
    title(`${service.name} is running`),
    `  service   ${service.url}/orders`,
    `  metrics   ${service.url}/metrics`,
    `  API       ${service.url}/openapi.json`,
    `  console   ${consoleUrl}/`,
    `  this one  ${consoleUrl}/traces/${traceId}`,
    '',
    title('A request that met a slow query: somebody held a lock on its table'),
    waterfall(drawnSpans(trace), { width, style }),
    title('Its log line'),
    JSON.stringify(log),
    '',
    title(`Rate, errors, duration: ${requests} requests in ${seconds.toFixed(1)} s`),
    redTable(routes, { seconds, style }),
    style.green('Trace, metrics, log and database agree.'),
    style.dim(`Milliseconds by stage: ${entries(timings)}`),
    '',
  ].join('\n')
}

export function report({ service, round, timings }: Scene) {
  const { traceId, trace, log, routes } = round
  return {
    service: service.name,
    url: service.url,
    trace_id: traceId,
    spans: trace.spans.map(({ name }) => name),
    metrics: routes,
    log,
    timings_ms: timings,
  }
}

export function failure(error: StageError, timings: Timings) {
  const { code, stage, place, message, remedy } = error
  return { error: { code, stage, place, message, remedy }, timings_ms: timings }
}

function entries(timings: Timings): string {
  return Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage} ${milliseconds}`)
    .join(', ')
}
