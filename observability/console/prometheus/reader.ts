// From the text of a scrape to samples of known series. What a line says of its series is read once and known again by
// its text: of some thousand lines each few seconds, only the values are new.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { type Exemplar, type Labels, parseSaid, parseSeries, type SampleLine, sampleLines } from './parse.ts'
import { type Reading, type Samples, TooMuch } from './samples.ts'
import type { Series } from './series.ts'
import type { TargetSamples } from './target-samples.ts'

/** Characters of a series: all that may be new with each scrape is held for hours. */
const LONGEST = 4_096
/** As OpenMetrics has it, of the labels of an exemplar. */
const LONGEST_EXEMPLAR = 128

/** Who the target is, as its samples say. */
export interface Identity {
  service: string | undefined
  environment: string | undefined
  /** Commits by version. */
  readonly versions: Map<string, string | undefined>
}

interface Known {
  /** Undefined for what nobody asks for. */
  readonly series: Series | undefined
  readonly service: string | undefined
  readonly environment: string | undefined
  readonly version: string | undefined
  readonly commit: string | undefined
}

export class Reader {
  readonly #target: TargetSamples
  readonly #samples: Samples
  readonly #isWanted: (metric: string) => boolean
  #known = new Map<string, Known>()

  constructor(target: TargetSamples, samples: Samples, isWanted: (metric: string) => boolean) {
    this.#target = target
    this.#samples = samples
    this.#isWanted = isWanted
  }

  /**
   * Nothing of it is kept yet.
   * @throws MalformedExposition, TooMuch
   */
  read(text: string): { readings: Reading[]; identity: Identity } {
    const known = new Map<string, Known>()
    const readings: Reading[] = []
    const identity: Identity = { service: undefined, environment: undefined, versions: new Map() }
    for (const line of sampleLines(text)) {
      const before = this.#known.get(line.series)
      const found = before && !before.series?.isGone ? before : this.#look(line)
      known.set(line.series, found)
      identify(identity, found)
      const { value, exemplar } = parseSaid(line)
      if (found.series) readings.push({ series: found.series, value, exemplar: usual(exemplar) })
    }
    this.#known = known
    return { readings, identity }
  }

  /** Other series are wanted now. */
  reset(): void {
    this.#known = new Map()
  }

  #look(line: SampleLine): Known {
    const sample = parseSeries(line)
    const isLong = line.series.length > LONGEST
    const { name, labels } = isLong ? { ...sample, labels: {} as Labels } : sample
    if (isLong && this.#isWanted(name))
      throw new TooMuch(`a series of more than ${LONGEST} characters: see which label has long values`)
    return {
      series: this.#isWanted(name) ? this.#samples.series(this.#target, sample) : undefined,
      service: labels[LABELS.serviceName],
      environment: labels[LABELS.environment],
      version: labels[LABELS.serviceVersion],
      commit: name === METRICS.buildInfo ? labels[LABELS.commit] : undefined,
    }
  }
}

function usual(exemplar: Exemplar | undefined): Exemplar | undefined {
  const length = Object.entries(exemplar?.labels ?? {}).reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    0,
  )
  return length > LONGEST_EXEMPLAR ? undefined : exemplar
}

function identify(identity: Identity, { service, environment, version, commit }: Known): void {
  if (service === undefined) return
  identity.service ??= service
  identity.environment ??= environment
  if (service === identity.service && version !== undefined)
    identity.versions.set(version, commit ?? identity.versions.get(version))
}
