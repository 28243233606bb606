// What outlives a restart: samples, what was recorded of them, alerts and versions seen.
import { PERIODS } from '../../slo/model/periods.ts'
import { Packer, Unpacker } from '../prometheus/packed.ts'
import type { Samples } from '../prometheus/samples.ts'
import type { WrittenTarget } from '../prometheus/target-samples.ts'
import { LOOK_BACK_MS } from '../prometheus/times.ts'
import type { WrittenAlert } from './alerts.ts'
import type { Deploy, Deploys } from './deploys.ts'
import { type Evaluator, keyOf } from './evaluator.ts'
import type { Objective } from './objective.ts'
import type { WrittenRecords } from './recorded.ts'
import { decode, encode, Unusable } from './state-file.ts'

interface Header {
  readonly writtenAt: number
  readonly evaluatedAt: number | null
  readonly targets: readonly WrittenTarget[]
  readonly objectives: readonly WrittenObjective[]
  readonly alerts: readonly WrittenAlert[]
  readonly deploys: readonly Deploy[]
}

interface WrittenObjective {
  readonly key: string
  readonly since: number | null
  readonly records: WrittenRecords
}

/** What was written of an objective that nobody has named since. */
interface Waiting {
  readonly of: WrittenObjective
  readonly numbers: Float64Array
}

/** No budget looks farther back. */
const LONGEST_MS = Math.max(...Object.values(PERIODS)) * 1_000

export interface Parts {
  readonly samples: Samples
  readonly evaluator: Evaluator
  readonly deploys: Deploys
}

/** @param waiting of other objectives, as it was read */
export function written(
  { samples, evaluator, deploys }: Parts,
  now: number,
  waiting: readonly Waiting[] = [],
): Uint8Array {
  const packer = new Packer()
  const header: Header = {
    writtenAt: now,
    evaluatedAt: evaluator.evaluatedAt ?? null,
    targets: samples.write(packer),
    objectives: [
      ...evaluator.objectives.map(({ slo, since, recorded }) => ({
        key: keyOf(slo),
        since: since ?? null,
        records: recorded.write(packer),
      })),
      ...waiting.map(({ of, numbers }) => {
        packer.add(numbers)
        return of
      }),
    ],
    alerts: evaluator.alerts.write(),
    deploys: deploys.list(),
  }
  return encode({ header, numbers: packer.numbers })
}

/** What was written of objectives waits for them to be named again: in this run, or in a later one. */
export class Restored {
  readonly #objectives = new Map<string, Waiting>()
  readonly #evaluatedAt: number | null
  #alerts: readonly WrittenAlert[]

  /**
   * Into parts that hold nothing yet.
   * @throws Unusable
   */
  constructor(bytes: Uint8Array, { samples, evaluator, deploys }: Parts, now: number) {
    const content = decode(bytes)
    const { header, numbers } = content as { header: Header; numbers: Float64Array }
    if (header.writtenAt > now) throw new Unusable('it is of a time that is yet to come')
    const unpacker = new Unpacker(numbers)
    samples.read(header.targets, unpacker)
    for (const of of header.objectives) {
      const { times, columns } = of.records
      const count = columns.reduce((sum, column) => sum + column.count, times)
      this.#objectives.set(of.key, { of, numbers: unpacker.take(count) })
    }
    this.#alerts = header.alerts
    this.#evaluatedAt = header.evaluatedAt
    evaluator.evaluatedAt = header.evaluatedAt ?? undefined
    deploys.restore(header.deploys)
  }

  /** Objectives that were named for the first time. */
  into(objectives: readonly Objective[], evaluator: Evaluator): void {
    for (const objective of objectives) {
      const found = this.#objectives.get(keyOf(objective.slo))
      if (!found) continue
      this.#objectives.delete(keyOf(objective.slo))
      objective.since = found.of.since ?? undefined
      objective.recorded.read(found.of.records, new Unpacker(found.numbers))
    }
    const passed = (evaluator.evaluatedAt ?? 0) - (this.#evaluatedAt ?? 0)
    if (passed <= LOOK_BACK_MS) this.#alerts = evaluator.alerts.restore(evaluator.rules, this.#alerts)
  }

  /** What a budget may still look back at, the newest first, in so many bytes. */
  waiting(now: number, limit: number): readonly Waiting[] {
    const last = ({ of, numbers }: Waiting) => numbers[of.records.times - 1] ?? 0
    const wanted = [...this.#objectives.values()].filter((each) => now - last(each) < LONGEST_MS)
    let bytes = 0
    return wanted
      .sort((a, b) => last(b) - last(a))
      .filter(({ numbers }) => {
        bytes += numbers.byteLength
        return bytes <= limit
      })
  }
}
