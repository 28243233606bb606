// One release: the new version beside a fresh copy of the old one, a verdict, and all traffic to whichever of them it says.
import type { Verdict } from '../judge.ts'
import { prometheusAt } from '../live/prometheus.ts'
import { sourceOf } from '../live/source.ts'
import { watch } from '../live/watch.ts'
import type { Policy } from '../policy.ts'
import type { Candidate } from './candidates.ts'
import { SLOTS, type Slot } from './proxy.ts'
import { migrate, startVersion, type Version } from './versions.ts'
import { freePort, type Workshop } from './workshop.ts'

export interface Placed extends Version {
  readonly slot: Slot
}

export interface Release {
  readonly outcome: 'promoted' | 'rolled back'
  /** What it came to an end by. */
  readonly by: 'migration' | 'start' | Verdict['verdict']
  readonly reasons: readonly string[]
  /** Milliseconds since 1970: of its beginning, of its first request, of the verdict and of the end. */
  readonly began: number
  readonly served: number | undefined
  readonly decided: number
  readonly ended: number
  /** What runs now. */
  readonly stable: Placed
}

/** Of 256: the two that are compared get as much as each other, and the rest stays where it is. */
const WEIGHTS = { stable: 50, compared: 100 } as const

/** Seconds. Short, for the rehearsal has traffic enough; Prometheus scrapes four times in it. */
export const INTERVAL = 2
const PATIENCE = 20

export interface Steps {
  readonly workshop: Workshop
  readonly policy: Policy
  readonly say: (line: string) => void
}

export async function release(candidate: Candidate, stable: Placed, steps: Steps): Promise<Release> {
  const { workshop, say } = steps
  const { proxy, scraper, databaseUrl } = workshop
  const began = Date.now()
  const back = (by: Release['by'], reasons: readonly string[]): Release => {
    const now = Date.now()
    return { outcome: 'rolled back', by, reasons, began, served: undefined, decided: now, ended: now, stable }
  }
  const folder = candidate.badMigration ? workshop.copyWithBadMigration : workshop.copy
  const refused = migrate(folder, databaseUrl)
  if (refused !== undefined) return back('migration', [refused])

  const [one, two] = SLOTS.filter((slot) => slot !== stable.slot) as [Slot, Slot]
  const baseline = await place(workshop, one, `${plain(stable.name)}+baseline`)
  const canary = await place(workshop, two, `${plain(stable.name)}+${candidate.name}`, candidate.fault)
  const both = [baseline, canary]
  const versions = [stable, ...both]
  const ready = await Promise.all(both.map((version) => version.ready()))
  if (ready.includes(false)) {
    await Promise.all(both.map((version) => version.stop()))
    return back('start', ['it did not say that it is ready'])
  }
  scraper.follow(versions.map(({ port }) => port))
  await proxy.weigh(stable.slot, WEIGHTS.stable)
  for (const { slot, port } of both) await proxy.admit(slot, port, WEIGHTS.compared)
  const served = Date.now()
  const verdict = await judged(baseline, canary, steps)
  const decided = Date.now()
  say(`  ${verdict.verdict}: ${verdict.verdict === 'PASS' ? 'promoting it' : 'rolling it back'}`)
  const promoted = verdict.verdict === 'PASS'
  const stays = promoted ? canary : stable
  await proxy.weigh(stays.slot, 2 * WEIGHTS.compared)
  const leaving = versions.filter((version) => version !== stays)
  for (const { slot } of leaving) await proxy.drain(slot)
  await Promise.all(leaving.map((version) => version.stop()))
  scraper.follow([stays.port])
  const outcome = promoted ? 'promoted' : 'rolled back'
  return {
    outcome,
    by: verdict.verdict,
    reasons: verdict.reasons,
    began,
    served,
    decided,
    ended: Date.now(),
    stable: stays,
  }
}

/** Started, and known to nobody yet. */
export async function place(workshop: Workshop, slot: Slot, name: string, fault?: string): Promise<Placed> {
  const { copy: folder, databaseUrl, logs } = workshop
  const version = startVersion({ folder, name, port: await freePort(), databaseUrl, logs, fault })
  workshop.versions.add(version)
  return { ...version, slot }
}

function judged(baseline: Version, canary: Version, { workshop, policy, say }: Steps): Promise<Verdict> {
  const arms = {
    service: workshop.service,
    baseline: baseline.name,
    canary: canary.name,
    environment: undefined,
  }
  return watch({
    source: sourceOf(prometheusAt(workshop.scraper.url), arms, policy),
    policy,
    interval: INTERVAL,
    patience: PATIENCE,
    since: undefined,
    onStart: () => {},
    onBlock: (block, { canary: now, baseline: then }) => {
      if (block % 5 === 0)
        say(
          `  block ${block}: canary ${now.errors}/${now.requests} failed, baseline ${then.errors}/${then.requests}`,
        )
    },
    onTrouble: (trouble) => say(`  ${trouble}`),
  })
}

const plain = (name: string): string => name.split('+')[0] ?? name
