// Owner: paved-road
// One machine: a proxy weighs three tracks of the service, each a container. What is meant to be where is written to a
// file before it is done, so that whoever comes next goes on. A container that has traffic is never recreated: first
// another one that is ready gets what it has.
import {
  assertBegins,
  assertInstalls,
  BASELINE,
  nothingBefore,
  notInstalled,
  type Place,
  type Report,
  say,
  type Target,
  TRACKS,
  type Track,
  unknownVersion,
  type Version,
  WEIGHTS,
} from '../target.ts'
import { type Engine, engineAt } from './docker.ts'
import { type Folder, folderOf, NOTHING, type Placed, type State } from './folder.ts'
import { type Entrance, proxyOf } from './proxy.ts'

export const targetAt = ({ patience }: Place): Target => new Host(patience)

type Installed = State & { readonly stable: Placed }

class Host implements Target {
  readonly #folder: Folder = folderOf()
  readonly #engine: Engine
  readonly #proxy: Entrance

  constructor(patience: number) {
    this.#engine = engineAt(this.#folder, patience)
    this.#proxy = proxyOf(this.#engine, this.#folder, patience)
  }

  async install(version: Version): Promise<Report> {
    const state = this.#folder.state()
    assertInstalls(version.version, state.stable?.version)
    this.#folder.bringProxy()
    this.#folder.bringCompose()
    this.#engine.up('proxy')
    this.#engine.reloadProxy()
    this.#migrate(version)
    this.#folder.writeState({ ...state, stable: placed(version) })
    await this.#start('stable', placed(version))
    if (!state.underWay) await this.#proxy.weigh(WEIGHTS.alone)
    return { stable: version.version }
  }

  async canary(version: Version): Promise<Report> {
    const state = this.#installed()
    const before = state.stable
    const { canary, underWay } = state
    assertBegins(version.version, before.version, underWay && canary?.version)
    const baseline = { ...before, version: before.version + BASELINE }
    if (underWay !== version.strategy || canary?.image !== version.image) {
      this.#migrate(version)
      // Whatever else was begun has no traffic when it is recreated.
      await this.#start('stable', before)
      await this.#proxy.weigh(WEIGHTS.alone)
      this.#folder.bringCompose()
      this.#folder.writeState({ ...state, baseline, canary: placed(version), underWay: version.strategy })
    }
    const isBlueGreen = version.strategy === 'blue-green'
    if (!isBlueGreen) await this.#start('baseline', baseline)
    await this.#start('canary', placed(version))
    await this.#proxy.weigh(WEIGHTS[version.strategy])
    return { baseline: isBlueGreen ? before.version : baseline.version, canary: version.version }
  }

  async promote(version: string): Promise<Report> {
    const state = this.#installed()
    const { stable, canary, underWay } = state
    if (underWay && canary?.version === version) {
      // What was judged is what is promoted; it has all of the traffic while its successor starts.
      await this.#start('canary', canary)
      await this.#replaceStable(canary, 'canary')
    } else if (stable.version !== version) throw unknownVersion(version, stable.version)
    else await this.#start('stable', stable)
    await this.#leaveAlone()
    return { stable: version }
  }

  async rollback(version: string): Promise<Report> {
    const { stable, baseline, canary, underWay } = this.#installed()
    if (stable.version === version) {
      // It was promoted, or that was begun: the baseline is what was there before.
      const before = baseline?.version.replace(BASELINE, '')
      if (!baseline || !before || before === version) throw nothingBefore(version)
      await this.#start('baseline', baseline)
      await this.#replaceStable({ ...baseline, version: before }, 'baseline')
    } else if (underWay && canary?.version !== version) throw unknownVersion(version, stable.version)
    else await this.#start('stable', stable)
    await this.#leaveAlone()
    return { stable: this.#installed().stable.version }
  }

  async status(): Promise<Report> {
    const state = this.#installed()
    const servers = this.#proxy.show()
    const of = (track: Track) =>
      state[track] && { ...state[track], weight: servers[track].weight, up: servers[track].isUp }
    return {
      ...Object.fromEntries(TRACKS.map((track) => [track, of(track)])),
      under_way: state.underWay !== undefined,
    }
  }

  #installed(): Installed {
    const state = this.#folder.state()
    if (!state.stable) throw notInstalled(this.#folder.name)
    return state as Installed
  }

  #migrate(version: Version): void {
    say(`migrating to ${version.version}`)
    this.#engine.migrate(version)
  }

  /** Up, ready, and seen by the proxy. */
  async #start(track: Track, { version }: Placed): Promise<void> {
    say(`${track}: ${version}`)
    this.#folder.follow([track])
    this.#engine.up(track, { recreate: this.#proxy.show()[track].weight === 0 })
    await this.#proxy.sees(track)
  }

  /** While `meanwhile`, which is ready, has all of the traffic. */
  async #replaceStable(next: Placed, meanwhile: 'baseline' | 'canary'): Promise<void> {
    await this.#proxy.weigh({ ...NOTHING, [meanwhile]: WEIGHTS.alone.stable })
    this.#folder.writeState({ ...this.#folder.state(), stable: next })
    await this.#start('stable', next)
  }

  /** Stable, which is ready. */
  async #leaveAlone(): Promise<void> {
    await this.#proxy.weigh(WEIGHTS.alone)
    this.#folder.writeState({ ...this.#folder.state(), underWay: undefined })
    this.#engine.remove('baseline', 'canary')
    this.#folder.follow(['stable'], { only: true })
  }
}

const placed = ({ version, image }: Version): Placed => ({ version, image })
