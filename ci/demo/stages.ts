// The demo's stages: each is timed, says that it runs, and fails under its own name.

/** What each stage shows when it fails. docs/reference/errors-demo.md says more. */
export const CODES = {
  options: 'DEMO_OPTION_INVALID',
  stamp: 'DEMO_STAMP_FAILED',
  install: 'DEMO_INSTALL_FAILED',
  start: 'DEMO_START_FAILED',
  traffic: 'DEMO_TRAFFIC_FAILED',
  trace: 'DEMO_TRACE_DISAGREES',
  metrics: 'DEMO_METRICS_DISAGREE',
  log: 'DEMO_LOG_DISAGREES',
  database: 'DEMO_DATABASE_DISAGREES',
} as const

export type Stage = keyof typeof CODES

export class StageError extends Error {
  readonly stage: Stage
  readonly place: string
  readonly remedy: string

  constructor(stage: Stage, place: string, message: string, remedy: string, cause?: unknown) {
    super(message, { cause })
    this.stage = stage
    this.place = place
    this.remedy = remedy
  }

  get code(): string {
    return CODES[this.stage]
  }

  get exitCode(): number {
    return this.stage === 'options' ? 2 : 3
  }

  override toString(): string {
    return `${this.code} ${this.place} ${this.message}: ${this.remedy}`
  }
}

export type Timings = Partial<Record<Stage, number>>

/** Runs a stage, adds its milliseconds to `timings`, and lets every failure name it. */
export function stageRunner(timings: Timings, say: (text: string) => void) {
  return async function stage<T>(name: Stage, doing: string, work: () => T | Promise<T>): Promise<T> {
    say(`${name.padEnd(8)} ${doing}`)
    const started = performance.now()
    try {
      return await work()
    } catch (error) {
      if (error instanceof StageError) throw error
      const { message } = error as Error
      throw new StageError(name, doing, message, 'see the message; it was not foreseen', error)
    } finally {
      timings[name] = Math.round(performance.now() - started)
    }
  }
}
