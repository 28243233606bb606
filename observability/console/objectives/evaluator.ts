// All objectives and all alerts, at one instant after the other.
import type { Service, SloModel } from '../../slo/model/model.ts'
import type { Room } from '../prometheus/column.ts'
import type { Samples } from '../prometheus/samples.ts'
import { LOOK_BACK_MS } from '../prometheus/times.ts'
import { type AlertRule, Alerts } from './alerts.ts'
import { Objective } from './objective.ts'
import { platformRules } from './platform.ts'

export interface Objectives {
  readonly service: Service
  readonly objectives: readonly Objective[]
  readonly rules: readonly AlertRule[]
}

export class Evaluator {
  readonly alerts = new Alerts()
  readonly #samples: Samples
  readonly #room: Room
  readonly #services = new Map<string, Objectives>()
  evaluatedAt: number | undefined

  constructor(samples: Samples, room: Room) {
    this.#samples = samples
    this.#room = room
  }

  get services(): Iterable<Objectives> {
    return this.#services.values()
  }

  get objectives(): readonly Objective[] {
    return [...this.#services.values()].flatMap(({ objectives }) => objectives)
  }

  get rules(): readonly AlertRule[] {
    return [...this.#services.values()].flatMap(({ rules }) => rules)
  }

  /** Each service of the model in place of what was there of it; an objective that stayed the same keeps its past. */
  add({ services, slos }: Pick<SloModel, 'services' | 'slos'>): void {
    for (const service of services) {
      const known = this.#services.get(service.name)?.objectives ?? []
      const wanted = slos.filter((slo) => slo.service === service.name)
      const objectives = wanted.map((slo) => {
        const same = known.find((each) => JSON.stringify(each.slo) === JSON.stringify(slo))
        return same ?? new Objective(slo, service, this.#samples, this.#room)
      })
      for (const old of known) if (!objectives.includes(old)) old.recorded.clear()
      this.#services.set(service.name, {
        service,
        objectives,
        rules: [...objectives.flatMap(({ alerts }) => alerts), ...platformRules(service, this.#samples)],
      })
    }
  }

  /**
   * At an instant after the last. After longer than a look back without evaluations nothing is known of the time
   * between, so alerts begin anew, as after a restart of Prometheus.
   */
  evaluate(now: number): void {
    if (this.evaluatedAt !== undefined) {
      if (now <= this.evaluatedAt) return
      if (now - this.evaluatedAt > LOOK_BACK_MS) this.alerts.clear()
    }
    for (const objective of this.objectives) objective.evaluate(now)
    this.alerts.evaluate(this.rules, now)
    this.evaluatedAt = now
  }

  age(now: number): void {
    for (const { recorded } of this.objectives) recorded.age(now)
  }

  /** The clock went back: what was recorded is of a time that is yet to come. */
  clear(): void {
    for (const { recorded } of this.objectives) recorded.clear()
    this.alerts.clear()
    this.evaluatedAt = undefined
  }
}
