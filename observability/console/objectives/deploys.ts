// Versions of services, as their samples tell of them.
import type { DeployList } from '../contract.ts'
import type { Identity } from '../prometheus/reader.ts'

export type Deploy = DeployList['deploys'][number]

const MOST = 200

export class Deploys {
  #byVersion = new Map<string, Deploy>()

  see({ service, versions }: Identity, at: number): void {
    if (service === undefined) return
    for (const [version, commit] of versions) {
      const key = JSON.stringify([service, version])
      const known = this.#byVersion.get(key)
      const firstSeenAt = Math.min(known?.firstSeenAt ?? at, at)
      this.#byVersion.set(key, {
        service,
        version,
        commit: commit ?? known?.commit ?? null,
        firstSeenAt,
        lastSeenAt: at,
      })
    }
    if (this.#byVersion.size > MOST) this.restore(this.list())
  }

  /** The newest first, and no more than so many. */
  list(): Deploy[] {
    return [...this.#byVersion.values()].sort((a, b) => b.firstSeenAt - a.firstSeenAt).slice(0, MOST)
  }

  restore(deploys: readonly Deploy[]): void {
    this.#byVersion = new Map(deploys.map((each) => [JSON.stringify([each.service, each.version]), each]))
  }
}
