// Keeps the watch at what the services' folders say: objectives are compiled again while the console runs, and services
// are added to the stack and taken out of it.
import { type Model, readModel, readTargets, type ServiceFolder, servicesIn, stampOf } from '../folders.ts'
import type { Watch } from './parts.ts'

interface Known {
  readonly stamp: string | undefined
  readonly model: Model | undefined
  readonly runbooks: string
  readonly targets: readonly string[]
}

export class Folders {
  readonly #folders = new Set<string>()
  /** By the file of its objectives. */
  #known = new Map<string, Known>()
  readonly #watch: Watch
  readonly #tell: (text: string) => void

  constructor(watch: Watch, tell: (text: string) => void) {
    this.#watch = watch
    this.#tell = tell
  }

  add(folder: string): void {
    this.#folders.add(folder)
    this.refresh()
  }

  /** Where pages about a service may be. */
  runbooksOf(service: string): string[] {
    return [...this.#known.values()]
      .filter(({ model }) => model === undefined || model.services.some(({ name }) => name === service))
      .map(({ runbooks }) => runbooks)
  }

  /** Looks for changes: a few files, so it is done every few seconds. */
  refresh(): void {
    const before = this.#known
    this.#known = new Map()
    for (const service of [...this.#folders].flatMap(servicesIn)) {
      if (this.#known.has(service.model)) continue
      this.#known.set(service.model, this.#look(service, before.get(service.model)))
    }
    for (const [file, { model }] of before) if (!this.#known.has(file)) this.#forget(model)
    this.#watch.targets([...this.#known.values()].flatMap(({ targets }) => targets))
  }

  #look({ model: file, runbooks, targets: list }: ServiceFolder, before: Known | undefined): Known {
    const stamp = stampOf(file)
    // One that is just being written is as it was.
    const targets = readTargets(list) ?? before?.targets ?? []
    if (before && before.stamp === stamp) return { ...before, targets }
    try {
      const model = readModel(file)
      this.#watch.objectives(model)
      this.#forget(before?.model, model)
      return { stamp, runbooks, targets, model }
    } catch (fault) {
      this.#tell(`${file} cannot be read (${(fault as Error).message}): run paved-road slo compile`)
      return { stamp, runbooks, targets, model: before?.model }
    }
  }

  /** Those that are in another model are as that says. */
  #forget(model: Model | undefined, now?: Model): void {
    const gone = (model?.services ?? []).filter(
      ({ name }) => !now?.services.some((each) => each.name === name),
    )
    if (gone.length > 0) this.#watch.objectives({ services: gone, slos: [] })
  }
}
