// Whatever becomes of the stack, the service goes on: each part killed or hung under load, beside a service whose
// requests, times and memory are watched, and which is seen again afterwards.
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
/** The old space that the service is given: far less than the telemetry of this traffic would fill if it were kept. */
const HEAP_LIMIT_MB = 96
/** A part that hangs or starts takes of the machine, too; slower than this no request may get for it. */
const SLOWEST_MS = 100
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
  let calm = 0

  before(async () => {
    await globalSetup()
    cleanup.after(globalTeardown)
    stack = await startStack(cleanup)
    mustRun(stack, 'up')
    const folder = stamp(stampFolder(cleanup), NAME)
    service = await start(folder, stack, { NODE_OPTIONS: `--max-old-space-size=${HEAP_LIMIT_MB}` })
    cleanup.after(async () => void (await service.stop()))
    mustRun(stack, 'add', folder, '--target', new URL(service.url).host)
    traffic = paced(PER_SECOND, () => anOrder(service.url))
    cleanup.after(traffic.stop)
    await sleep(5_000) // until it is warm
    calm = p99(await during(SECONDS))
  })
  after(async () => {
    for (const step of undo) await step()
  })

  /** The requests that ended within so many seconds from now. */
  async function during(seconds: number): Promise<Ending[]> {
    const from = traffic.endings.length
    await sleep(seconds * 1000)
    return traffic.endings.slice(from)
  }

  for (const part of ['collector', 'jaeger', 'prometheus'] as const) {
    for (const [how, trouble] of Object.entries(TROUBLES)) {
      test(`the ${part} ${how} costs no request (${SECONDS} s), and telemetry comes again`, async (t) => {
        const { pid = 0, state } = stack.status().parts.find((each) => each.part === part) ?? {}
        assert.equal(state, 'up')
        const mend = trouble(pid)
        const endings = await during(SECONDS)
        mend()
        const failed = endings.filter(({ status }) => status !== 201)
        assert.deepEqual(failed.slice(0, 3), [], `${failed.length} of ${endings.length} failed`)
        assert.ok(endings.length > PER_SECOND * SECONDS * 0.9, 'the traffic went on')
        const troubled = p99(endings)
        t.diagnostic(`P99 ${troubled.toFixed(1)} ms, ${calm.toFixed(1)} ms before`)
        assert.ok(troubled < Math.max(SLOWEST_MS, 3 * calm), `P99 was ${troubled} ms`)
        assert.equal(service.process.exitCode, null, 'its memory sufficed')

        const isUp = () => stack.status().parts.find((each) => each.part === part)?.state === 'up'
        await eventually('the part is well', isUp, PATIENCE_SECONDS)
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

const p99 = (endings: readonly Ending[]): number =>
  quantile(
    endings.map(({ milliseconds }) => milliseconds),
    0.99,
  )
