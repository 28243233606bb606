// One address that is scraped: who answers there, and how the last scrape went.
import type { TargetView } from '../contract.ts'
import { type FetchLimits, fetchMetrics, metricsUrl } from './fetch-metrics.ts'
import { type Identity, Reader } from './reader.ts'
import type { Samples } from './samples.ts'
import type { TargetSamples } from './target-samples.ts'

export interface TargetOptions extends FetchLimits {
  readonly samples: Samples
  readonly isWanted: (metric: string) => boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export class Target {
  readonly address: string
  readonly #url: URL | undefined
  readonly #options: TargetOptions
  readonly #held: TargetSamples
  readonly #reader: Reader
  #scrapedAt: number | undefined
  #error: string | undefined
  #underWay = false
  #left = false
  identity: Identity = { service: undefined, environment: undefined, versions: new Map() }

  constructor(address: string, options: TargetOptions) {
    this.address = address
    this.#url = metricsUrl(address)
    this.#options = options
    this.#held = options.samples.target(instanceOf(this.#url) ?? address)
    this.#reader = new Reader(this.#held, options.samples, options.isWanted)
    if (!this.#url) this.#error = 'this is no http or https address'
  }

  /** Of the service, or the address where none has answered yet. */
  get service(): string {
    return this.identity.service ?? this.#url?.host ?? this.address
  }

  /** When it was first scraped, of what is held. */
  get since(): number | undefined {
    const { times } = this.#held
    return times.last === undefined ? undefined : times.at(times.start)
  }

  get view(): TargetView {
    return {
      url: this.address,
      up: this.#scrapedAt !== undefined && this.#error === undefined,
      scrapedAt: this.#scrapedAt ?? null,
      error: this.#error ?? null,
    }
  }

  /** Never throws: why it failed is shown. One that takes longer than the interval is not overtaken. */
  async scrape(ended: AbortSignal): Promise<void> {
    if (!this.#url || this.#underWay) return
    this.#underWay = true
    const at = this.#options.now()
    try {
      const text = await fetchMetrics(this.#url, this.#options, ended)
      this.take(at, text)
    } catch (fault) {
      if (!ended.aborted) this.fail(at, (fault as Error).message)
    } finally {
      this.#underWay = false
    }
  }

  /** It is scraped no more, and what it told is stale. */
  leave(): void {
    this.fail(this.#options.now(), 'it was taken out')
    this.#left = true
  }

  /** @throws MalformedExposition, TooMuch */
  take(at: number, text: string): void {
    if (this.#left) return
    const { readings, identity } = this.#reader.read(text)
    this.#options.samples.add(this.#held, at, readings)
    this.#scrapedAt = at
    this.#error = undefined
    if (identity.service !== undefined) this.identity = identity
  }

  /** What it told until now is stale. */
  fail(at: number, reason: string): void {
    if (this.#left) return
    this.#options.samples.add(this.#held, at, 'failed')
    this.#scrapedAt = at
    this.#error = reason
  }

  reset(): void {
    this.#reader.reset()
  }

  /** The clock went back: what is held is of a time that is yet to come. */
  clear(): void {
    this.#options.samples.clear(this.#held)
  }
}

/** Prometheus's label, which always names the port. */
function instanceOf(url: URL | undefined): string | undefined {
  return url && (url.port === '' ? `${url.host}:${url.protocol === 'https:' ? 443 : 80}` : url.host)
}
