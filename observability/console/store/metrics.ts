// The newest point of each metric series that came over OTLP, bounded in series and bytes.
import type { MetricPoint } from '../model.ts'
import { sizeOf } from './size.ts'

export interface MetricLimits {
  readonly series: number
  readonly bytes: number
}

interface Held {
  readonly point: MetricPoint
  readonly bytes: number
}

export class MetricStore {
  readonly #limits: MetricLimits
  /** The first is always the one longest silent. */
  readonly #series = new Map<string, Held>()
  /** Goes on where it stopped; a new one would pass over all that was deleted before its first. */
  readonly #silent = this.#series.keys()
  #bytes = 0

  constructor(limits: MetricLimits) {
    this.#limits = limits
  }

  get byteCount(): number {
    return this.#bytes
  }

  add(point: MetricPoint): void {
    const key = keyOf(point)
    this.#forget(key)
    const bytes = key.length + sizeOf(point)
    this.#series.set(key, { point, bytes })
    this.#bytes += bytes
    while (this.#series.size > this.#limits.series || this.#bytes > this.#limits.bytes) {
      const { value: oldest } = this.#silent.next()
      if (oldest === undefined) return
      this.#forget(oldest)
    }
  }

  list({ service }: { readonly service?: string | undefined } = {}): MetricPoint[] {
    const points = [...this.#series.values()].map(({ point }) => point)
    return points.filter((point) => !service || point.resource.service === service)
  }

  #forget(key: string): void {
    this.#bytes -= this.#series.get(key)?.bytes ?? 0
    this.#series.delete(key)
  }
}

function keyOf({ resource, name, attributes }: MetricPoint): string {
  const instance = resource.attributes['service.instance.id'] ?? ''
  const labels = Object.entries(attributes).map(([key, value]) => `${key}=${String(value)}`)
  return JSON.stringify([resource.service, String(instance), name, ...labels.sort()])
}
