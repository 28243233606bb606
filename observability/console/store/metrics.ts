// The newest point of each metric series that came over OTLP, bounded in series.
import type { MetricPoint } from '../model.ts'

export class MetricStore {
  readonly #limit: number
  readonly #series = new Map<string, MetricPoint>()

  constructor({ series }: { readonly series: number }) {
    this.#limit = series
  }

  add(point: MetricPoint): void {
    const key = keyOf(point)
    // Re-inserted, so that the first entry is always the one longest silent.
    this.#series.delete(key)
    this.#series.set(key, point)
    if (this.#series.size <= this.#limit) return
    const { value: oldest } = this.#series.keys().next()
    if (oldest !== undefined) this.#series.delete(oldest)
  }

  list({ service }: { readonly service?: string | undefined } = {}): MetricPoint[] {
    return [...this.#series.values()].filter((point) => !service || point.resource.service === service)
  }
}

function keyOf({ resource, name, attributes }: MetricPoint): string {
  const instance = resource.attributes['service.instance.id'] ?? ''
  const labels = Object.entries(attributes).map(([key, value]) => `${key}=${String(value)}`)
  return JSON.stringify([resource.service, String(instance), name, ...labels.sort()])
}
