// The life of alerts, as Prometheus leads it: pending while its condition has not held for long enough, then firing.
// https://github.com/prometheus/prometheus/blob/v3.15.0/rules/alerting.go
import type { Rule } from '../../slo/compile/rule.ts'
import type { Labels } from '../prometheus/parse.ts'

/** What an alert's expression yields: one element for each thing that is wrong. */
export interface Found {
  readonly labels: Labels
  readonly value: number
}

export interface AlertRule {
  readonly rule: Rule
  readonly find: (now: number) => readonly Found[]
}

export interface ActiveAlert {
  rule: Rule
  readonly labels: Labels
  readonly since: number
  state: 'pending' | 'firing'
  value: number
}

export class Alerts {
  readonly #active = new Map<string, ActiveAlert>()

  get active(): Iterable<ActiveAlert> {
    return this.#active.values()
  }

  evaluate(rules: Iterable<AlertRule>, now: number): void {
    const seen = new Set<string>()
    for (const { rule, find } of rules) {
      for (const { labels, value } of find(now)) {
        const key = keyOf(rule, labels)
        seen.add(key)
        this.#update(key, rule, { labels, value }, now)
      }
    }
    for (const key of this.#active.keys()) if (!seen.has(key)) this.#active.delete(key)
  }

  /** Goes on with what was active when it was written down; answers with those that no rule here is of. */
  restore(rules: Iterable<AlertRule>, written: readonly WrittenAlert[]): WrittenAlert[] {
    const left = new Map(written.map((alert) => [alert.key, alert]))
    for (const { rule } of rules) {
      for (const [key, { labels, since, state, value }] of left) {
        if (key !== keyOf(rule, labels)) continue
        this.#active.set(key, { rule, labels, since, state, value })
        left.delete(key)
      }
    }
    return [...left.values()]
  }

  write(): WrittenAlert[] {
    return [...this.#active].map(([key, { labels, since, state, value }]) => ({
      key,
      labels,
      since,
      state,
      value,
    }))
  }

  clear(): void {
    this.#active.clear()
  }

  #update(key: string, rule: Rule, { labels, value }: Found, now: number): void {
    const alert = this.#active.get(key) ?? { rule, labels, since: now, state: 'pending', value }
    Object.assign(alert, { rule, value })
    if (now - alert.since >= holdMs(rule)) alert.state = 'firing'
    this.#active.set(key, alert)
  }
}

export interface WrittenAlert {
  readonly key: string
  readonly labels: Labels
  readonly since: number
  readonly state: 'pending' | 'firing'
  readonly value: number
}

function keyOf({ alert, labels: own }: Rule, labels: Labels): string {
  return JSON.stringify([
    alert,
    own.service,
    own.slo,
    own.severity,
    own.window,
    Object.entries(labels).sort(),
  ])
}

/** `for` of compiled rules is in minutes. */
function holdMs({ for: hold }: Rule): number {
  return hold === undefined ? 0 : Number.parseInt(hold, 10) * 60_000
}
