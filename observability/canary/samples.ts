// What two versions did side by side, block by block.

/** What one version did in one block. */
export interface Block {
  readonly requests: number
  /** Of them, failed: answered with a 5xx status. */
  readonly errors: number
  /** Of them, answered later than so many seconds, by bound. */
  readonly slow?: Readonly<Record<string, number>>
  /** How full the fullest instance is, by resource: what counts as saturated, the policy says. */
  readonly saturation?: Readonly<Record<string, number>>
  /** Instances that started anew. */
  readonly restarts?: number
  /** Why its requests cannot be counted, such as a restart that lost some; the guards look at it all the same. */
  readonly gap?: string
}

export interface Samples {
  /** Seconds of a block. */
  readonly interval_s: number
  /** Both in the order of time, and equally long: the same index, the same block. */
  readonly baseline: readonly Block[]
  readonly canary: readonly Block[]
}
