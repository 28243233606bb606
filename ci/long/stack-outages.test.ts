// Whatever becomes of the stack, the service goes on: each part killed or hung under load, beside a service whose
// requests, times and memory are watched, and which is seen again afterwards. Beside it runs a twin that sends its telemetry
// nowhere, under the same load: what the machine does to both is not the telemetry's doing.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../observability/test/stack/support/eventually.ts'
import type { TestStack } from '../../observability/test/stack/support/stack.ts'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { quantile } from '../bench/statistics.ts'
import { sized } from './rounds.ts'
import { anOrder, type Ending, type Paced, paced } from './stack/paced.ts'
import { ask, mustRun, type Service, skip, stamp, stampFolder, start, startStack } from './stack/world.ts'

const NAME = 'steady-orders'
const PER_SECOND = 40
const SECONDS = sized(20, 10)
/**
 * The old space that the service is given: far less than the telemetry of this traffic would fill if it were kept. With
 * less than this, Node 24 collects garbage all the time: what it sets aside for young objects counts, too.
 */
const HEAP_LIMIT_MB = 128
/**
 * A request that waited for telemetry would take seconds, and each would. Below these the machine's own noise is as large as
 * what is measured; above, the twin says how large it is. Noise comes and goes, and what telemetry costs does not: of
 * some stretches one must be free of it.
 */
const SLOWEST_MEDIAN_MS = 15
const SLOWEST_MS = 250
const STRETCHES = 4
const PATIENCE_SECONDS = 60

const TROUBLES = {
  killed: (pid: number) => {
    process.kill(pid, 'SIGKILL')
    return () => {}
  },
  hung: (pid: number) => {
    process.kill(pid, 'SIGSTOP')
    return () => process.kill(pid, 'SIGCONT')
  },
  restarted: (pid: number) => {
    process.kill(pid, 'SIGTERM')
    return () => {}
  },
}

describe('a service under load beside a stack in trouble', { skip }, () => {
  const undo: (() => void | Promise<void>)[] = []
  const cleanup = { after: (step: () => void | Promise<void>) => void undo.unshift(step) }
  let stack: TestStack
  let service: Service
  let traffic: Paced
  let twinTraffic: Paced

  before(async () => {
    await globalSetup()
    cleanup.after(globalTeardown)
    stack = await startStack(cleanup)
    mustRun(stack, 'up')
    const folder = stamp(stampFolder(cleanup), NAME)
    const NODE_OPTIONS = `--max-old-space-size=${HEAP_LIMIT_MB}`
    service = await start(folder, stack, { NODE_OPTIONS })
    cleanup.after(async () => void (await service.stop()))
    const quiet = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }
    const twin = await start(folder, stack, { NODE_OPTIONS, ...quiet })
    cleanup.after(async () => void (await twin.stop()))
    mustRun(stack, 'add', folder, '--target', new URL(service.url).host)
    traffic = paced(PER_SECOND, () => anOrder(service.url))
    cleanup.after(traffic.stop)
    twinTraffic = paced(PER_SECOND, () => anOrder(twin.url))
    cleanup.after(twinTraffic.stop)
    await sleep(5_000) // until they are warm
  })
  after(async () => {
    for (const step of undo) await step()
  })

  /** The requests that ended within so many seconds from now, the service's and its twin's. */
  async function during(seconds: number): Promise<[Ending[], Ending[]]> {
    const both = [traffic, twinTraffic].map(({ endings }) => ({ endings, from: endings.length }))
    await sleep(seconds * 1000)
    return both.map(({ endings, from }) => endings.slice(from)) as [Ending[], Ending[]]
  }

  for (const part of ['collector', 'jaeger', 'prometheus'] as const) {
    for (const [how, trouble] of Object.entries(TROUBLES)) {
      test(`the ${part} ${how} costs no request (${SECONDS} s), and telemetry comes again`, async (t) => {
        const isUp = () => stack.status().parts.find((each) => each.part === part)?.state === 'up'
        let told = ''
        for (let stretch = 1; told !== 'undisturbed'; stretch++) {
          assert.ok(stretch <= STRETCHES, told)
          const { pid = 0 } = stack.status().parts.find((each) => each.part === part) ?? {}
          const mend = trouble(pid)
          const [endings, twins] = await during(SECONDS)
          mend()
          const failed = endings.filter(({ status }) => status !== 201)
          assert.deepEqual(failed.slice(0, 3), [], `${failed.length} of ${endings.length} failed`)
          assert.ok(endings.length > PER_SECOND * SECONDS * 0.9, 'the traffic went on')
          const figure = (share: number): Figure => ({ its: at(share, endings), twins: at(share, twins) })
          const [median, p99] = [figure(0.5), figure(0.99)]
          told = `P50 ${shown(median)}, P99 ${shown(p99)}`
          t.diagnostic(told)
          if (isNoMore(median, SLOWEST_MEDIAN_MS) && isNoMore(p99, SLOWEST_MS)) told = 'undisturbed'
          assert.equal(service.process.exitCode, null, 'its memory sufficed')
          await eventually('the part is well', isUp, PATIENCE_SECONDS)
        }
        const known = randomBytes(16).toString('hex')
        await anOrder(service.url, { traceparent: `00-${known}-${randomBytes(8).toString('hex')}-01` })
        const isStored = async () => (await fetch(`${stack.url('jaeger')}/api/v3/traces/${known}`)).ok
        await eventually('its trace is in Jaeger', isStored, PATIENCE_SECONDS)
        const since = Date.now() / 1000
        const isScraped = async () => {
          const query = `timestamp(build_info{service_name="${NAME}"})`
          const [newest] = await ask(stack, 'query', { query })
          return Number(newest?.value?.[1] ?? 0) > since
        }
        await eventually('it is scraped', isScraped, PATIENCE_SECONDS)
      })
    }
  }

  test('what it could not send was dropped and counted, not kept', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text()
    assert.match(metrics, /^otel_sdk_errors_total\{.*\} \d+$/m)
    assert.ok(service.logs.length > 0)
  })
})

const at = (share: number, endings: readonly Ending[]): number =>
  quantile(
    endings.map(({ milliseconds }) => milliseconds),
    share,
  )

interface Figure {
  readonly its: number
  /** Of the twin, meanwhile. */
  readonly twins: number
}
/** As quick as its twin, as far as can be told. */
const isNoMore = ({ its, twins }: Figure, noise: number): boolean => its < Math.max(noise, 3 * twins)

const shown = ({ its, twins }: Figure): string => `${its.toFixed(1)} ms, the twin's ${twins.toFixed(1)} ms`
