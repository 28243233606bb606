// Releases a good version and bad ones on this machine, under traffic, and reports what became of each and what users saw.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError, EXIT } from '../../cli/errors.ts'
import { groupBy } from '../../group-by.ts'
import type { Policy } from '../policy.ts'
import type { Candidate } from './candidates.ts'
import { type Placed, place, type Release, release } from './release.ts'
import { type Document, requestsOf } from './requests.ts'
import { type Ending, startTraffic } from './traffic.ts'
import { migrate } from './versions.ts'
import { openWorkshop } from './workshop.ts'

export interface Rehearsed {
  readonly candidate: string
  readonly what: string
  readonly expected: Candidate['expected']
  readonly outcome: Release['outcome']
  readonly by: Release['by']
  readonly reasons: readonly string[]
  /** From the first request to the verdict; null if it never had one. */
  readonly seconds_to_decide: number | null
  /** From the verdict until the last of its processes was gone. */
  readonly seconds_to_switch: number
  readonly users: Seen
  /** Of requests that were sent while traffic was switched: no answer, or one of the proxy's. */
  readonly lost_while_switching: number
}

export interface Seen {
  readonly requests: number
  /** Answered with 5xx, or not at all. */
  readonly failed: number
  /** Of them, by status; `none` where no answer came. */
  readonly failed_by: Readonly<Record<string, number>>
  readonly p99_ms: number
}

export interface RehearsalOptions {
  /** Of the service. */
  readonly folder: string
  readonly policy: Policy
  readonly candidates: readonly Candidate[]
  readonly perSecond: number
  readonly say: (line: string) => void
}

/** Whatever happens, and if it is interrupted too, no process is left. Throws REHEARSAL_FAILED. */
export async function rehearse({
  folder,
  policy,
  candidates,
  perSecond,
  say,
}: RehearsalOptions): Promise<Rehearsed[]> {
  const workshop = await openWorkshop(folder)
  const undo: (() => Promise<void>)[] = [workshop.close]
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const interrupted = () => void close().finally(() => process.exit(EXIT.environment))
  for (const signal of SIGNALS) process.once(signal, interrupted)
  try {
    const refused = migrate(workshop.copy, workshop.databaseUrl)
    if (refused !== undefined) throw failed('migrations', `cannot be applied: ${refused}`)
    let stable: Placed = await place(workshop, 'one', 'old')
    if (!(await stable.ready())) throw failed(folder, 'did not start')
    await workshop.proxy.admit(stable.slot, stable.port, 100)
    workshop.scraper.follow([stable.port])
    const traffic = startTraffic(workshop.proxy.url, requestsOf(documentOf(folder)), perSecond)
    undo.push(traffic.stop)
    await sleep(WARM_MS)
    const rehearsed: Rehearsed[] = []
    for (const candidate of candidates) {
      say(`${candidate.name}: a version that ${candidate.what}`)
      const released = await release(candidate, stable, { workshop, policy, say })
      stable = released.stable
      await sleep(AFTERWARDS_MS)
      rehearsed.push(reportOf(candidate, released, traffic.endings))
    }
    return rehearsed
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted)
    await close()
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
const WARM_MS = 3_000
const AFTERWARDS_MS = 1_000

function documentOf(folder: string): Document {
  const file = join(folder, 'docs/openapi.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Document) : {}
}

function reportOf({ name, what, expected }: Candidate, release: Release, all: readonly Ending[]): Rehearsed {
  const { outcome, by, reasons, began, served, decided, ended } = release
  const during = all.filter(({ at }) => at >= began && at <= ended + AFTERWARDS_MS)
  const switching = during.filter(({ at }) => at >= decided)
  const failed = during.filter(({ status = 599 }) => status >= 500)
  const byStatus = groupBy(failed, ({ status }) => String(status ?? 'none'))
  return {
    candidate: name,
    what,
    expected,
    outcome,
    by,
    reasons,
    seconds_to_decide: served === undefined ? null : tenths(decided - served),
    seconds_to_switch: tenths(ended - decided),
    users: {
      requests: during.length,
      failed: failed.length,
      failed_by: Object.fromEntries([...byStatus].map(([status, all]) => [status, all.length])),
      p99_ms: Math.round(
        quantile(
          during.map(({ milliseconds }) => milliseconds),
          0.99,
        ),
      ),
    },
    lost_while_switching: switching.filter(({ status = 599 }) => status > 500).length,
  }
}

const tenths = (milliseconds: number): number => Math.round(milliseconds / 100) / 10

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

function failed(place: string, message: string): CodedError {
  return new CodedError('REHEARSAL_FAILED', {
    place,
    message,
    remedy: 'see that npm test passes, and that the service starts',
  })
}
