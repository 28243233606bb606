// Counters scraped from services, and what they say of the objectives: what the bundled Prometheus does for them, with
// nothing installed.

import type { SloModel } from '../../slo/model/model.ts'
import { EVALUATION_SECONDS } from '../../stack/config/prometheus.ts'
import type { Watch } from '../engine/parts.ts'
import { Samples } from '../prometheus/samples.ts'
import { Deploys } from './deploys.ts'
import { Evaluator } from './evaluator.ts'
import { Persistence } from './persistence.ts'
import { isPlatformMetric } from './platform.ts'
import { Scraping } from './scraping.ts'
import { ServicePictures } from './services.ts'
import { alertView, byUrgency, pageOf, sloView } from './views.ts'

const MEBIBYTE = 2 ** 20

export interface WatchOptions {
  readonly scrapeSeconds?: number
  readonly evaluationSeconds?: number
  readonly scrapeTimeoutSeconds?: number
  /** Of one target's metrics, unpacked. */
  readonly bodyBytes?: number
  readonly seriesPerTarget?: number
  /** Of samples, and of what is recorded: an hour of some thousand series, and months of some objectives. */
  readonly sampleBytes?: number
  readonly recordedBytes?: number
  /** A folder in which samples, budgets and alerts outlive a restart. */
  readonly persist?: string | undefined
  /** A line for whoever reads the terminal. */
  readonly tell?: (text: string) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export interface ClosableWatch extends Watch {
  /** Bytes on disk. */
  readonly persistedBytes: () => number
  /** Stops and writes what is to outlive it. */
  readonly close: () => void
}

export function createWatch({
  scrapeSeconds = 5,
  evaluationSeconds = EVALUATION_SECONDS,
  scrapeTimeoutSeconds = 5,
  bodyBytes = 16 * MEBIBYTE,
  seriesPerTarget = 20_000,
  sampleBytes = 128 * MEBIBYTE,
  recordedBytes = 128 * MEBIBYTE,
  persist,
  tell = () => {},
  now = Date.now,
}: WatchOptions = {}): ClosableWatch {
  const samples = new Samples({ bytes: sampleBytes, series: seriesPerTarget })
  const evaluator = new Evaluator({
    samples,
    room: { taken: 0, limit: recordedBytes },
    stepMs: evaluationSeconds * 1_000,
  })
  const deploys = new Deploys()
  const asked = new Set<string>()
  const isWanted = (metric: string) => isPlatformMetric(metric) || asked.has(metric)
  const persistence = new Persistence(
    { samples, evaluator, deploys },
    { folder: persist, waitingBytes: recordedBytes, tell, now },
  )
  const scraping = new Scraping({
    samples,
    evaluator,
    deploys,
    isWanted,
    now,
    timeoutMs: scrapeTimeoutSeconds * 1_000,
    bodyBytes,
    scrapeMs: scrapeSeconds * 1_000,
    evaluationMs: evaluationSeconds * 1_000,
    minutely: () => persistence.writeIfDue(),
  })
  const pictures = new ServicePictures({ samples, evaluator, scraping, scrapeMs: scrapeSeconds * 1_000, now })
  const active = () => [...evaluator.alerts.active]
  const at = () => evaluator.evaluatedAt ?? now()

  return {
    target: (url) => scraping.add(url),
    targets: (urls) => scraping.follow(urls),
    objectives(model: Pick<SloModel, 'services' | 'slos'>) {
      persistence.restoreInto(evaluator.add(model))
      const metrics = evaluator.objectives.flatMap((objective) => objective.metrics)
      const added = metrics.filter((metric) => !isWanted(metric))
      for (const metric of added) asked.add(metric)
      if (added.length > 0) scraping.reset()
    },
    services: () => pictures.services(),
    get windowSeconds() {
      return pictures.windowSeconds
    },
    red: (service, minutes) => pictures.red(service, minutes),
    slos: (service) => ({
      stepSeconds: evaluationSeconds,
      evaluatedAt: evaluator.evaluatedAt ?? null,
      slos: evaluator.objectives
        .filter(({ slo }) => service === undefined || slo.service === service)
        .map((objective) => sloView(objective, at(), active())),
    }),
    alerts: () => ({ alerts: active().map(alertView).sort(byUrgency) }),
    alertsOf: (service, page) =>
      active()
        .filter(({ rule }) => rule.labels.service === service && pageOf(rule.alert) === page)
        .map(alertView)
        .sort(byUrgency),
    deploys: () => ({ deploys: deploys.list() }),
    start: (changed) => scraping.start(changed),
    persistedBytes: () => persistence.bytes,
    close() {
      scraping.stop()
      persistence.write()
    },
  }
}
