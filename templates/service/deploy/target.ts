// Owner: paved-road
// What release.ts asks of the place that the service is released to; each folder here has one in its target.ts.

export const STRATEGIES = ['canary', 'blue-green'] as const

/** What stands side by side where the pipeline decides: the baseline is a fresh copy of what is stable. */
export const TRACKS = ['stable', 'baseline', 'canary'] as const
export type Track = (typeof TRACKS)[number]
export type Weights = Readonly<Record<Track, number>>

/** Percent of the traffic. The baseline gets as much as the canary, and both are new: only then are they comparable. */
export const WEIGHTS = {
  alone: { stable: 100, baseline: 0, canary: 0 },
  canary: { stable: 80, baseline: 10, canary: 10 },
  'blue-green': { stable: 0, baseline: 0, canary: 100 },
} as const satisfies Record<string, Weights>

/** What is to be released. */
export interface Version {
  readonly image: string
  readonly version: string
  readonly strategy: (typeof STRATEGIES)[number]
}

/** Reported as JSON on standard output. */
export type Report = Readonly<Record<string, unknown>>

/**
 * Every step may be taken again: after a crash in its middle it goes on from there, and after its end it changes
 * nothing. The version that serves is never taken away before the one that follows it is ready.
 */
export interface Target {
  /** The first version, or what surrounds it anew. */
  install: (version: Version) => Promise<Report>
  /** Brings the new version beside the old one and gives it a share of the traffic. */
  canary: (version: Version) => Promise<Report>
  /** Lets the new version take over. */
  promote: (version: string) => Promise<Report>
  /** Takes the new version back, be it a canary or promoted. */
  rollback: (version: string) => Promise<Report>
  status: () => Promise<Report>
  /** Waits for what the target itself decides; only where it has a judge of its own. */
  watch?: (version: string) => Promise<Report>
}

/** By flag; each target takes what it needs. */
export interface Place {
  readonly namespace: string | undefined
  readonly context: string | undefined
  /** Image of the judge, where the target asks one. */
  readonly judge: string | undefined
  /** Seconds to wait for anything to become ready. */
  readonly patience: number
}

/** One line on standard error for each step, so that a log tells how far it came. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** deploy/README.md explains them. Exit codes: 1 the answer is no, 2 wrong use, 3 the environment failed, 4 undecided. */
const CODES = {
  RELEASE_DOCKER_FAILED: 3,
  RELEASE_DOCKER_MISSING: 3,
  RELEASE_INCONCLUSIVE: 4,
  RELEASE_INSTALLED: 2,
  RELEASE_KUBECTL_FAILED: 3,
  RELEASE_KUBECTL_MISSING: 3,
  RELEASE_MIGRATION_FAILED: 1,
  RELEASE_NOT_INSTALLED: 2,
  RELEASE_NOT_READY: 1,
  RELEASE_NOTHING_BEFORE: 2,
  RELEASE_PROXY_FAILED: 3,
  RELEASE_ROLLED_BACK: 1,
  RELEASE_SAME_VERSION: 2,
  RELEASE_STATE_INVALID: 3,
  RELEASE_UNDER_WAY: 2,
  RELEASE_USAGE: 2,
  RELEASE_VERSION_UNKNOWN: 2,
} as const

export type Code = keyof typeof CODES

export class ReleaseError extends Error {
  readonly code: Code

  /** Shown as `CODE place message: remedy`. */
  constructor(code: Code, place: string, message: string, remedy: string) {
    super(`${code} ${place} ${message}: ${remedy}.`)
    this.code = code
  }

  get exitCode(): number {
    return CODES[this.code]
  }
}

/** That `version` was neither put beside the stable one nor took its place. */
export const unknownVersion = (version: string, stable: string): ReleaseError =>
  new ReleaseError(
    'RELEASE_VERSION_UNKNOWN',
    version,
    `is not being released, and ${stable} is stable`,
    'see what is there with "status"',
  )

/** Behind the version of a baseline, as build metadata (https://semver.org/#spec-item-10): its code is the same. */
export const BASELINE = '+baseline'

export const nothingBefore = (version: string): ReleaseError =>
  new ReleaseError(
    'RELEASE_NOTHING_BEFORE',
    version,
    'has none before it here',
    'release the version that you want, as a canary',
  )

export const notInstalled = (name: string): ReleaseError =>
  new ReleaseError('RELEASE_NOT_INSTALLED', name, 'is not there', 'begin with "install"')

/** Refuses to install over another version. */
export function assertInstalls(version: string, there: string | undefined): void {
  if (there === undefined || there === version) return
  const remedy = 'release it beside that one, with "canary"'
  throw new ReleaseError('RELEASE_INSTALLED', version, `cannot be the first: ${there} is there`, remedy)
}

/** Refuses to begin with `version` where it is there already, or while another is under way. */
export function assertBegins(version: string, stable: string, underWay: string | undefined): void {
  if (underWay !== undefined && underWay !== version)
    throw new ReleaseError(
      'RELEASE_UNDER_WAY',
      underWay,
      `is being released, so ${version} cannot be`,
      `"promote" or "rollback" --version ${underWay} first`,
    )
  if (version === stable)
    throw new ReleaseError(
      'RELEASE_SAME_VERSION',
      version,
      underWay === undefined ? 'is stable already' : 'is being promoted already',
      underWay === undefined ? 'give the new one another --version' : '"promote" or "rollback" it',
    )
}
