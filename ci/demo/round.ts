// One round of the demo on a running service: traffic, then the proof that everything told about it is true.
import type { TraceView } from '../../observability/console/contract.ts'
import { parseMetrics, type Sample } from '../../observability/console/prometheus/parse.ts'
import { type RouteRed, red } from '../../observability/console/prometheus/red.ts'
import { LABELS, METRICS } from '../../observability/conventions/index.ts'
import type { LogLine, Service } from './service.ts'
import { StageError, type stageRunner } from './stages.ts'
import { traceOf } from './traces.ts'
import { type Exchange, sendTraffic } from './traffic.ts'
import { countOrders, verifyDatabase, verifyLog, verifyMetrics, verifyTraces } from './verify.ts'

export interface Round {
  /** The request shown: the one that met the slow query. */
  readonly traceId: string
  readonly trace: TraceView
  readonly log: LogLine
  readonly routes: readonly RouteRed[]
  readonly requests: number
  readonly seconds: number
}

export interface RoundOptions {
  readonly dir: string
  readonly service: Service
  /** Of the console that the service sends to. */
  readonly consoleUrl: string
  readonly stage: ReturnType<typeof stageRunner>
}

export async function playRound({ dir, service, consoleUrl, stage }: RoundOptions): Promise<Round> {
  const started = performance.now()
  const { exchanges, before, rowsBefore } = await stage(
    'traffic',
    'sending requests of every kind',
    async () => {
      const before = await scrape(service)
      const rowsBefore = await countOrders(service, dir)
      return { before, rowsBefore, exchanges: await sendTraffic(service, dir) }
    },
  )
  const seconds = (performance.now() - started) / 1000

  await stage('trace', 'each request has its trace', () => verifyTraces(exchanges, consoleUrl))
  const after = await stage('metrics', 'each request is counted, under its route', async () => {
    const samples = await scrape(service)
    verifyMetrics(exchanges, before, samples)
    return samples
  })
  await stage('log', 'each request has its line, with its trace id', () => verifyLog(exchanges, service.log))
  await stage('database', 'each order created is in the table', () =>
    verifyDatabase(exchanges, rowsBefore, service, dir),
  )

  const shown = exchanges.find(({ kind }) => kind === 'slow') as Exchange
  return {
    traceId: shown.traceId,
    trace: (await traceOf(consoleUrl, shown)) as TraceView,
    log: service.log.find(({ request_id }) => request_id === shown.requestId) ?? {},
    routes: red(after, before),
    requests: exchanges.length,
    seconds,
  }
}

async function scrape({ url }: Service): Promise<Sample[]> {
  const accept = 'application/openmetrics-text; version=1.0.0' // which carries exemplars
  const response = await fetch(`${url}/metrics`, { headers: { accept } })
  const samples = response.ok ? parseMetrics(await response.text()) : []
  if (samples.some(({ name, labels }) => name === METRICS.buildInfo && labels[LABELS.serviceName]))
    return samples
  const what = `answers ${response.status} without ${METRICS.buildInfo}`
  throw new StageError('metrics', `${url}/metrics`, what, 'see src/platform/metrics.ts')
}
