// Owner: paved-road
// The folder on this machine that the containers are run from. It outlives every checkout, and whatever a release needs
// to know is in it, so that the next command goes on from there. No file in it is ever half written.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ReleaseError, STRATEGIES, TRACKS, type Track, type Version, type Weights } from '../target.ts'

export type Placed = Pick<Version, 'version' | 'image'>

/** What is meant to be where; `baseline` holds what was stable before even when it does not run. */
export interface State extends Readonly<Partial<Record<Track, Placed>>> {
  readonly underWay?: Version['strategy'] | undefined
}

/** Compose reads it by itself from beside its file, for what the service is on each track. */
const STATE = '.env'
const TARGETS = 'targets.json'
const UNDER_WAY = 'RELEASE_UNDER_WAY'
const COMPOSE = readFileSync(new URL('./compose.yaml', import.meta.url), 'utf8')
/** By a proxy that is another user, whatever the umask. */
const READABLE = { file: 0o644, folder: 0o755 } as const
/** Before there is anything, and what to begin from. */
export const NOTHING: Weights = { stable: 0, baseline: 0, canary: 0 }

export type Folder = ReturnType<typeof folderOf>

/** The service's own, below the user's; RELEASE_FOLDER says another. Without `.env` nothing is installed. */
export function folderOf(environment: NodeJS.ProcessEnv = process.env) {
  const { name, services } = parse(COMPOSE) as Compose
  const home = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  const path = environment.RELEASE_FOLDER || join(home, name)
  const file = (of: string) => join(path, of)

  function write(of: string, text: string): void {
    writeFileSync(`${file(of)}.new`, text)
    chmodSync(`${file(of)}.new`, READABLE.file)
    renameSync(`${file(of)}.new`, file(of))
  }
  const writeWeights = (weights: Weights): void => write('proxy/weights.cfg', configuration(weights))
  const followed = (): string[] =>
    existsSync(file(TARGETS)) ? JSON.parse(readFileSync(file(TARGETS), 'utf8'))[0].targets : []
  const addressOf = (track: Track): string => services[track].ports[0].replace(/:\d+$/, '')

  return {
    name,
    path,
    containerOf: (track: Track): string => services[track].container_name,
    state: (): State => (existsSync(file(STATE)) ? readState(file(STATE)) : {}),
    writeState: (state: State): void => write(STATE, textOf(state)),
    writeWeights,
    /** For a new version: what its containers are like. */
    bringCompose: (): void => write('compose.yaml', COMPOSE),
    bringProxy(): void {
      mkdirSync(file('proxy'), { recursive: true })
      chmodSync(file('proxy'), READABLE.folder)
      write('proxy/haproxy.cfg', readFileSync(new URL('./haproxy.cfg', import.meta.url), 'utf8'))
      if (!existsSync(file('proxy/weights.cfg'))) writeWeights(NOTHING)
    },
    /** Has Prometheus scrape these tracks; with `only`, no others. */
    follow(tracks: readonly Track[], { only = false } = {}): void {
      const targets = new Set([...(only ? [] : followed()), ...tracks.map(addressOf)])
      write(TARGETS, `${JSON.stringify([{ targets: [...targets].sort() }])}\n`)
    },
  }
}

interface Compose {
  readonly name: string
  readonly services: Readonly<Record<Track, Service>>
}

interface Service {
  readonly container_name: string
  readonly ports: readonly [string]
}

/** As variables of compose.yaml. */
export const variablesOf = (state: State): Record<string, string> =>
  Object.fromEntries(
    TRACKS.flatMap((track) => {
      const placed = state[track]
      if (!placed) return []
      return [
        [`${track.toUpperCase()}_VERSION`, placed.version],
        [`${track.toUpperCase()}_IMAGE`, placed.image],
      ]
    }),
  )

function textOf(state: State): string {
  const lines = Object.entries({ ...variablesOf(state), [UNDER_WAY]: state.underWay ?? '' })
  return `# Which version is where: release.ts writes it.\n${lines.map((pair) => `${pair.join('=')}\n`).join('')}`
}

function readState(file: string): State {
  const pairs = [...readFileSync(file, 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)]
  const values = Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]))
  const placed = TRACKS.flatMap((track) => {
    const [version, image] = [
      values[`${track.toUpperCase()}_VERSION`],
      values[`${track.toUpperCase()}_IMAGE`],
    ]
    return version && image ? [[track, { version, image }] as const] : []
  })
  const state = Object.fromEntries(placed) as State
  if (!state.stable)
    throw new ReleaseError(
      'RELEASE_STATE_INVALID',
      file,
      'names no stable version',
      'bring it back from a backup, or remove it and the containers, and begin with "install"',
    )
  return { ...state, underWay: STRATEGIES.find((one) => one === values[UNDER_WAY]) }
}

function configuration(weights: Weights): string {
  const lines = TRACKS.map((track) => `  setenv ${track.toUpperCase()}_WEIGHT ${weights[track]}\n`)
  return `# What each track has of the traffic: release.ts writes it.\nglobal\n${lines.join('')}`
}
