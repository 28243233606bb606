// Owner: paved-road
// Who gets how much of the traffic, told to the proxy while it runs: https://docs.haproxy.org/3.2/management.html#9.3
import { setTimeout as sleep } from 'node:timers/promises'
import { ReleaseError, say, TRACKS, type Track, type Weights } from '../target.ts'
import { type Engine, notReady } from './docker.ts'
import type { Folder } from './folder.ts'

const SHOW = 'show stat'
const POLL_MS = 100
/** No request takes longer: `timeout server` in haproxy.cfg. */
const DRAIN_MS = 30_000

interface Server {
  readonly weight: number
  readonly isUp: boolean
  /** Such as `172.18.0.3:3000`; empty if there is none of that name. */
  readonly address: string
  /** Requests under way. */
  readonly sessions: number
}

export type Entrance = ReturnType<typeof proxyOf>

export function proxyOf(engine: Engine, folder: Folder, patience: number) {
  const show = (): Record<Track, Server> => serversIn(engine.tellProxy(SHOW))

  return {
    show,

    /** Waits until the proxy would send requests to the container that is there now, and not where one was before. */
    async sees(track: Track): Promise<void> {
      const address = `${engine.addressOf(track)}:`
      for (const end = Date.now() + patience * 1000; Date.now() < end; await sleep(POLL_MS)) {
        const server = show()[track]
        if (server.isUp && server.address.startsWith(address)) return
      }
      throw notReady(track, 'the proxy does not see it')
    },

    /** Kept for when the proxy starts anew, then told, then waited for: what has no share has no request under way. */
    async weigh(weights: Weights): Promise<void> {
      say(`traffic: ${TRACKS.map((track) => `${track} ${weights[track]} %`).join(', ')}`)
      folder.writeWeights(weights)
      // What gains goes first, so that there is always something to send to.
      const order = TRACKS.toSorted((a, b) => weights[b] - weights[a])
      const told = order.map((track) => `set server service/${track} weight ${weights[track]}`)
      let servers = serversIn(engine.tellProxy([...told, SHOW].join('; ')))
      const isDrained = () => TRACKS.every((track) => weights[track] > 0 || servers[track].sessions === 0)
      for (const end = Date.now() + DRAIN_MS; !isDrained() && Date.now() < end; servers = show())
        await sleep(POLL_MS)
    },
  }
}

/** Lines of comma-separated values below a head that names them; a command that was taken says nothing before. */
function serversIn(answer: string): Record<Track, Server> {
  const [head = '', ...lines] = answer.trim().split('\n')
  if (!head.startsWith('# ')) throw refused(head)
  const names = head.slice(2).split(',')
  const rows = lines.map((line) => {
    const cells = line.split(',')
    return (name: string) => cells[names.indexOf(name)] ?? ''
  })
  const servers = TRACKS.map((track) => {
    const cell = rows.find((of) => of('pxname') === 'service' && of('svname') === track)
    if (!cell) throw refused(`it has no server ${track}`)
    const server: Server = {
      weight: Number(cell('weight')),
      // DRAIN: up, but without a share.
      isUp: /^(?:UP|DRAIN)\b/.test(cell('status')),
      address: cell('addr'),
      sessions: Number(cell('scur')),
    }
    return [track, server]
  })
  return Object.fromEntries(servers)
}

const refused = (answer: string): ReleaseError =>
  new ReleaseError(
    'RELEASE_PROXY_FAILED',
    'proxy',
    `did not do as it was told (${answer})`,
    'see "docker compose logs proxy" and that haproxy.cfg has the three servers, then repeat the command',
  )
