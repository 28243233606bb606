// What a scraper got to see, and both sides of the comparison are fed with.

import type { Sample } from '../../../console/prometheus/parse.ts'
import type { Reading, Samples } from '../../../console/prometheus/samples.ts'
import type { PlayedService } from './service.ts'

export interface Scrape {
  /** Milliseconds from the beginning. */
  readonly at: number
  readonly instance: string
  readonly samples: readonly Sample[] | 'failed'
}

export class History {
  readonly scrapes: Scrape[] = []

  scrape(at: number, service: PlayedService): void {
    this.scrapes.push({ at, instance: service.instance, samples: service.samples })
  }

  fail(at: number, instance: string): void {
    this.scrapes.push({ at, instance, samples: 'failed' })
  }
}

export function feed(samples: Samples, { at, instance, samples: scraped }: Scrape): void {
  const target = samples.target(instance)
  const readings =
    scraped === 'failed'
      ? scraped
      : scraped.map(({ value, ...each }): Reading => ({ series: samples.series(target, each), value }))
  samples.add(target, at, readings)
}
