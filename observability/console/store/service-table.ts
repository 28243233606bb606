// Services that sent something, by number; their resources are read once for each different one.

import type { SeenService } from '../engine/parts.ts'
import type { Resource } from '../model.ts'
import { MESSAGES } from '../otlp/definitions.ts'
import { resource as read } from '../otlp/values.ts'
import { afterVarint, endAt } from '../otlp/wire.ts'

const MAX_SERVICES = 1_000
const MAX_VERSIONS = 20
const MAX_KNOWN = 1_000
/** Bytes of a resource that is remembered. */
const LARGE = 8 * 1024
/** Characters of a name, version or environment that is remembered: nothing here ever makes room. */
const MAX_TEXT = 300

/** Of a service beyond those that are numbered, or with a name that is too long: its name is read from the resource each time. */
export const UNNUMBERED = 0

interface Service {
  readonly name: string
  readonly versions: Set<string>
  environment: string | null
  spans: number
  lastSeenAt: number
}

interface Known {
  readonly number: number
  readonly version: string | undefined
  readonly environment: string | undefined
}

export class ServiceTable {
  readonly #services: (Service | undefined)[] = [undefined]
  readonly #numbers = new Map<string, number>()
  /** By their bytes. */
  readonly #known = new Map<string, Known>()

  /** The number of the service whose resource lies here, or none does. */
  see(bytes: Buffer, place: number, at: number): number {
    const [from, to] = place === 0 ? [0, 0] : [afterVarint(bytes, place), endAt(bytes, place)]
    const content = to - from > LARGE ? undefined : bytes.toString('latin1', from, to)
    const known = (content === undefined ? undefined : this.#known.get(content)) ?? this.#read(bytes, place)
    if (content !== undefined && !this.#known.has(content)) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear()
      this.#known.set(content, known)
    }
    const service = this.#services[known.number]
    if (service) update(service, known, at)
    return known.number
  }

  /** Undefined where no service of that name is numbered. */
  numberOf(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  /** Undefined for UNNUMBERED. */
  nameOf(number: number): string | undefined {
    return this.#services[number]?.name
  }

  count(number: number, spans: number): void {
    const service = this.#services[number]
    if (service) service.spans += spans
  }

  list(): SeenService[] {
    return this.#services
      .filter((service) => service !== undefined)
      .map((service) => ({ ...service, versions: [...service.versions] }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  #read(bytes: Buffer, place: number): Known {
    const { service, version, environment } = resourceAt(bytes, place)
    return { number: this.#number(service), version: usual(version), environment: usual(environment) }
  }

  #number(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    if (this.#services.length > MAX_SERVICES || name.length > MAX_TEXT) return UNNUMBERED
    const service = { name, versions: new Set<string>(), environment: null, spans: 0, lastSeenAt: 0 }
    const number = this.#services.push(service) - 1
    this.#numbers.set(name, number)
    return number
  }
}

const usual = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > MAX_TEXT ? undefined : text

function update(service: Service, { version, environment }: Known, at: number): void {
  service.lastSeenAt = Math.max(service.lastSeenAt, at)
  if (environment !== undefined) service.environment = environment
  if (version === undefined || service.versions.has(version)) return
  service.versions.add(version)
  const [oldest] = service.versions
  if (service.versions.size > MAX_VERSIONS && oldest !== undefined) service.versions.delete(oldest)
}

/** @param place of its length; 0 where a record came without one. */
export function resourceAt(bytes: Buffer, place: number): Resource {
  if (place === 0) return read(undefined)
  return read(MESSAGES.resource.decode(bytes.subarray(afterVarint(bytes, place), endAt(bytes, place))))
}
