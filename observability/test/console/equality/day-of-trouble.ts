// Hours in which everything happens to a stamped service that can: failures many and few, slow answers, restarts,
// first failures, scrapes that fail or do not come, a new version beside the old one, and each fault of the platform.
import { LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from '../../../conventions/index.ts'
import { type Chance, chance } from '../../canary/support/chance.ts'
import { History } from './history.ts'
import { PlayedService } from './service.ts'

const MINUTE = 60_000
export const JITTER_MS = 500

interface Trouble {
  /** Minutes. */
  readonly from: number
  readonly to: number
  readonly failing?: number
  readonly slow?: number
  readonly calls?: number
  readonly waiting?: number
  readonly slowQueries?: number
  readonly busy?: number
  /** Scrapes fail, or there are none. */
  readonly scrapes?: 'fail' | 'none'
  readonly silent?: boolean
}

const TROUBLES: readonly Trouble[] = [
  { from: 20, to: 24, failing: 0.4 },
  { from: 31, to: 37, calls: 0.5, waiting: 4 },
  { from: 38, to: 39, scrapes: 'fail' },
  { from: 48, to: 75, failing: 0.02, slow: 0.2, busy: 0.97 },
  { from: 80, to: 88, scrapes: 'none' },
  { from: 95, to: 103, scrapes: 'fail' },
  { from: 110, to: 128, slow: 0.6, slowQueries: 0.3 },
  { from: 135, to: 150, silent: true },
  { from: 155, to: 157, failing: 1 },
  { from: 158, to: 168, scrapes: 'fail' },
  { from: 172, to: 180, calls: 0.2, busy: 0.91, waiting: 1.2 },
]
const RESTARTS = [27, 72.5, 121, 156, 170.3]
const SECOND_FROM = 60
const FIRST_UNTIL = 176
const HEALTHY: Trouble = { from: 0, to: 0 }

export interface Story {
  readonly seed: number
  readonly service: string
  readonly minutes: number
  readonly scrapeMs: number
}

export function dayOfTrouble({ seed, service, minutes, scrapeMs }: Story): History {
  const luck = chance(seed)
  const history = new History()
  const version = (text: string) => ({
    [LABELS.serviceName]: service,
    [LABELS.serviceVersion]: text,
    [LABELS.environment]: 'test',
  })
  const first = new PlayedService('127.0.0.1:3000', version('1.0.0'))
  const second = new PlayedService('127.0.0.1:3001', version('1.1.0'))
  let restarts = 0
  for (let index = 0; index * scrapeMs <= minutes * MINUTE; index += 1) {
    const minute = (index * scrapeMs) / MINUTE
    const trouble = TROUBLES.find(({ from, to }) => minute >= from && minute < to) ?? HEALTHY
    if ((RESTARTS[restarts] ?? Number.POSITIVE_INFINITY) <= minute) {
      restarts += 1
      first.restart()
    }
    for (const [each, offset] of [
      [first, JITTER_MS],
      [second, 8 * JITTER_MS],
    ] as const) {
      if (each === second ? minute < SECOND_FROM : minute > FIRST_UNTIL) continue
      work(each, trouble, luck, scrapeMs)
      // Scrapes come when they come.
      const at = index * scrapeMs + offset + JITTER_MS * Math.floor(luck.uniform() * 5)
      if (trouble.scrapes === 'fail') history.fail(at, each.instance)
      else if (trouble.scrapes !== 'none') history.scrape(at, each)
    }
  }
  return history
}

/** What happens to one instance between two scrapes. */
function work(service: PlayedService, trouble: Trouble, luck: Chance, lengthMs: number): void {
  const { failing = 0, slow = 0.001, calls = 0.001, waiting = 0, slowQueries = 0, busy = 0.3 } = trouble
  const requests = trouble.silent ? 0 : Math.round(((4 + 8 * luck.uniform()) * lengthMs) / 1_000)
  for (const route of ['/orders', '/orders/:id']) {
    const labels = { [LABELS.method]: 'GET', [LABELS.route]: route, [LABELS.status]: '200' }
    const failed = luck.binomial(requests, failing)
    const late = luck.binomial(requests - failed, slow)
    const observe = (seconds: number, times: number, status = '200') =>
      service.observe(
        METRICS.httpServerRequestDuration,
        { ...labels, [LABELS.status]: status },
        LATENCY_BOUNDS_SECONDS,
        seconds,
        times,
      )
    observe(0.04, requests - failed - late)
    observe(0.6, late)
    if (failed > 0) observe(0.02, failed, '500')
  }
  for (const address of ['payments.example', 'mail.example']) {
    const failed = luck.binomial(requests, address.startsWith('mail') ? 0.001 : calls)
    const name = `${METRICS.httpClientRequestDuration}_count`
    service.count(name, { [LABELS.serverAddress]: address }, requests - failed)
    if (failed > 0)
      service.count(name, { [LABELS.serverAddress]: address, [LABELS.errorType]: '503' }, failed)
  }
  const slowOnes = luck.binomial(requests, slowQueries)
  const query = { [LABELS.dbOperation]: 'SELECT' }
  service.observe(METRICS.dbClientOperationDuration, query, [0.2, 0.5, 1], 0.01, requests - slowOnes)
  service.observe(METRICS.dbClientOperationDuration, query, [0.2, 0.5, 1], 0.8, slowOnes)
  service.gauge(METRICS.dbPoolPending, {}, waiting * 2 * luck.uniform())
  service.gauge(METRICS.eventLoopUtilization, {}, busy)
}
