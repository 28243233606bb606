// A service with so little to do that single events decide: counts about the least that an alert asks for, averages
// about their limit, samples that are missing just where extrapolation ends, and one that is just too old to be seen.
import { LABELS, METRICS } from '../../../conventions/index.ts'
import { chance } from '../../canary/support/chance.ts'
import { History } from './history.ts'
import { PlayedService } from './service.ts'

export const SCRAPE_MS = 40_000
export const STEP_MS = 30_000
const BOUNDS = [0.3, 0.5, 1]
const BEFORE = 1_000
/** Its absence leaves 44 s before the next sample in a window that begins at a multiple of 2 min: 1.1 times the usual. */
const MISSED = 15
/** A sample at an evaluation, then none: five minutes later it is gone. */
const LAST_OF_SECOND = 60

export function quietHours({ seed, service, minutes }: { seed: number; service: string; minutes: number }) {
  const luck = chance(seed)
  const history = new History()
  const named = { [LABELS.serviceName]: service }
  const first = new PlayedService('127.0.0.1:3000', named)
  const second = new PlayedService('127.0.0.1:3001', named)
  const answer = (status: string, times: number, seconds = 0.01) =>
    first.observe(
      METRICS.httpServerRequestDuration,
      { [LABELS.route]: '/', [LABELS.status]: status },
      BOUNDS,
      seconds,
      times,
    )
  const call = (times: number, failed: number) => {
    const name = `${METRICS.httpClientRequestDuration}_count`
    first.count(name, { [LABELS.serverAddress]: 'mail.example' }, times)
    first.count(name, { [LABELS.serverAddress]: 'mail.example', [LABELS.errorType]: '503' }, failed)
  }
  answer('200', BEFORE)
  answer('500', BEFORE)
  call(BEFORE, BEFORE)
  for (let index = 0; index * SCRAPE_MS <= minutes * 60_000; index += 1) {
    // A young series is extrapolated to more than it counted.
    const failed = index < 5 ? 1 : luck.binomial(1, 0.05)
    answer('200', luck.binomial(1, 0.3))
    answer('200', luck.binomial(1, 0.1), 0.4)
    answer('500', failed)
    call(1, luck.binomial(1, 0.6))
    first.observe(METRICS.dbClientOperationDuration, {}, BOUNDS, luck.uniform() < 0.6 ? 0.7 : 0.1)
    first.gauge(METRICS.dbPoolPending, {}, 2 * luck.uniform())
    second.gauge(METRICS.eventLoopUtilization, {}, 0.95)
    if (index % MISSED !== 0 || index === 0) history.scrape(index * SCRAPE_MS + 4_000, first)
    if (index <= LAST_OF_SECOND) history.scrape(index * SCRAPE_MS, second)
  }
  return history
}
