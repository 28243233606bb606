import type { ToEngine } from './messages.ts'

type Ask = Extract<ToEngine, { kind: 'ask' }>

/** Queries that wait. The worker has one at a time, so that no body of telemetry waits for more than one. */
export class Turns {
  readonly #begin: (ask: Ask) => void
  readonly #waiting = new Map<number, Ask>()
  #underWay: number | undefined

  constructor(begin: (ask: Ask) => void) {
    this.#begin = begin
  }

  add(ask: Ask): void {
    this.#waiting.set(ask.id, ask)
    this.#next()
  }

  isWaiting(id: number): boolean {
    return this.#waiting.has(id)
  }

  /** False where its turn has come already. */
  withdraw(id: number): boolean {
    return this.#waiting.delete(id)
  }

  /** It keeps the worker from nothing any more. */
  over(id: number): void {
    if (id === this.#underWay) this.proceed()
  }

  /** Whatever was under way is lost. */
  proceed(): void {
    this.#underWay = undefined
    this.#next()
  }

  clear(): void {
    this.#waiting.clear()
  }

  #next(): void {
    const [next] = this.#waiting.values()
    if (next === undefined || this.#underWay !== undefined) return
    this.#waiting.delete(next.id)
    this.#underWay = next.id
    this.#begin(next)
  }
}
