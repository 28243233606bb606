// All objectives and all alerts, at one instant after the other.
import type { Service, Slo, SloModel } from '../../slo/model/model.ts'
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

/** Of weeks that the console did not run, so many instants are enough: each is seen for minutes. */
const MOST_MADE_UP = 20_000

export interface EvaluatorOptions {
  readonly samples: Samples
  readonly room: Room
  readonly stepMs: number
}

export class Evaluator {
  readonly alerts = new Alerts()
  readonly #samples: Samples
  readonly #room: Room
  readonly #stepMs: number
  readonly #services = new Map<string, Objectives>()
  /** Replaced since the last evaluation. */
  readonly #past = new Map<string, Objective>()
  evaluatedAt: number | undefined

  constructor({ samples, room, stepMs }: EvaluatorOptions) {
    this.#samples = samples
    this.#room = room
    this.#stepMs = stepMs
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

  /**
   * Each service of the model in place of what was there of it; one without objectives is forgotten. An objective that
   * stays the same, or comes back before the next evaluation, keeps its past.
   */
  add({ services, slos }: Pick<SloModel, 'services' | 'slos'>): readonly Objective[] {
    const made: Objective[] = []
    for (const service of services) {
      for (const old of this.#services.get(service.name)?.objectives ?? [])
        this.#past.set(keyOf(old.slo), old)
      const objectives = slos
        .filter((slo) => slo.service === service.name)
        .map((slo) => {
          const past = this.#past.get(keyOf(slo))
          const objective = new Objective({ slo, service, samples: this.#samples, room: this.#room, past })
          this.#past.delete(keyOf(slo))
          if (!past) made.push(objective)
          return objective
        })
      const rules = [...objectives.flatMap(({ alerts }) => alerts), ...platformRules(service, this.#samples)]
      if (objectives.length > 0) this.#services.set(service.name, { service, objectives, rules })
      else this.#services.delete(service.name)
    }
    return made
  }

  /**
   * At an instant after the last. Those that were missed, for the machine slept or the console did not run, are made
   * up for, or sums of what was recorded would have holes; but alerts begin anew after longer than a look back, as
   * after a restart of Prometheus: nobody saw what was wrong meanwhile.
   */
  evaluate(now: number): void {
    if (this.evaluatedAt !== undefined) {
      if (now <= this.evaluatedAt) return
      if (now - this.evaluatedAt > LOOK_BACK_MS) this.alerts.clear()
    }
    for (const old of this.#past.values()) old.recorded.clear()
    this.#past.clear()
    for (const objective of this.objectives) {
      this.#makeUp(objective, now)
      objective.evaluate(now)
    }
    this.alerts.evaluate(this.rules, now)
    this.evaluatedAt = now
  }

  #makeUp(objective: Objective, now: number): void {
    const { last } = objective.recorded.times
    if (last === undefined || last >= now) return
    const steps = Math.ceil((now - last) / this.#stepMs / MOST_MADE_UP)
    // Never so far apart that a look back finds none.
    const apart = Math.max(this.#stepMs, Math.min(steps * this.#stepMs, LOOK_BACK_MS - this.#stepMs))
    for (let missed = last + apart; missed < now; missed += apart) objective.evaluate(missed)
  }

  age(now: number): void {
    for (const { recorded } of this.objectives) recorded.age(now)
  }

  /** The clock went back: what was recorded is of a time that is yet to come. */
  clear(): void {
    for (const objective of this.objectives) objective.clear()
    this.alerts.clear()
    this.evaluatedAt = undefined
  }
}

/** What its numbers are of: another name or description is none of it. */
export function keyOf({ service, name, objective, period, indicator }: Slo): string {
  const placeless = (key: string, value: unknown) => (key === 'place' ? undefined : value)
  return JSON.stringify([service, name, objective, period, indicator], placeless)
}
