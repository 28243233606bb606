// HAProxy before the versions: who gets how much of the traffic, changed while it flows.
// https://docs.haproxy.org/2.6/management.html#9.3
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError } from '../../cli/errors.ts'

/** Places behind the proxy; which version is in which changes with each release. */
export const SLOTS = ['one', 'two', 'three', 'four'] as const
export type Slot = (typeof SLOTS)[number]

export interface Entrance {
  readonly url: string
  /** Lets a version in once it says that it is ready. Weights are shares of the whole, up to 256. */
  readonly admit: (slot: Slot, port: number, weight: number) => Promise<void>
  readonly weigh: (slot: Slot, weight: number) => Promise<void>
  /** Sends no new request there, and answers once those under way have ended. */
  readonly drain: (slot: Slot) => Promise<void>
  readonly stop: () => Promise<void>
}

const DRAIN_MS = 15_000

/** `folder` is the proxy's own. Throws REHEARSAL_FAILED. */
export async function startProxy(program: string, folder: string, port: number): Promise<Entrance> {
  const socket = join(folder, 'haproxy.sock')
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(port, socket))
  const { status, stderr } = spawnSync(program, ['-c', '-q', '-f', file], { encoding: 'utf8' })
  if (status !== 0) throw failed(file, stderr.trim())
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'ignore'] })
  const tell = (command: string) => answerTo(socket, command)
  await listening(child, tell)
  return {
    url: `http://127.0.0.1:${port}`,
    async admit(slot, at, weight) {
      await tell(`set server service/${slot} addr 127.0.0.1 port ${at}`)
      await tell(`set server service/${slot} check-port ${at}`)
      await tell(`set server service/${slot} weight ${weight}`)
      await tell(`set server service/${slot} state ready`)
    },
    weigh: async (slot, weight) => void (await tell(`set server service/${slot} weight ${weight}`)),
    async drain(slot) {
      await tell(`set server service/${slot} state drain`)
      for (const until = Date.now() + DRAIN_MS; Date.now() < until; await sleep(50))
        if ((await sessionsOf(tell, slot)) === 0) break
      await tell(`set server service/${slot} state maint`)
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/**
 * What never reached a version, for it refused the connection or had just left, goes to another; a request that may have
 * had an effect is sent once.
 */
const configuration = (port: number, socket: string): string => `# Owner: paved-road
global
  stats socket ${socket} mode 600 level admin
  maxconn 2000
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout queue 5s
  timeout check 3s
  retries 3
  option redispatch 1
  option httpchk GET /readyz
  http-check expect status 200
frontend entrance
  bind 127.0.0.1:${port}
  http-request disable-l7-retry if !{ method GET HEAD }
  default_backend service
backend service
  balance random
  retry-on conn-failure empty-response
${SLOTS.map((slot) => `  server ${slot} 127.0.0.1:1 check inter 1s fall 3 rise 1 disabled`).join('\n')}
`

async function listening(child: ChildProcess, tell: (command: string) => Promise<string>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) break
    const answer = await tell('show info').catch(() => '')
    if (answer !== '') return
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw failed('haproxy', 'it did not start')
}

function answerTo(socket: string, command: string): Promise<string> {
  return new Promise((done, fail) => {
    const chunks: string[] = []
    const connection = connect(socket, () => connection.end(`${command}\n`))
    connection.on('data', (chunk) => chunks.push(String(chunk)))
    connection.once('error', fail)
    connection.once('close', () => done(chunks.join('')))
  })
}

async function sessionsOf(tell: (command: string) => Promise<string>, slot: Slot): Promise<number> {
  const [head = '', ...lines] = (await tell('show stat')).replace(/^# /, '').trim().split('\n')
  const at = (name: string) => head.split(',').indexOf(name)
  const own = lines.map((line) => line.split(',')).find((cells) => cells[at('svname')] === slot)
  return Number(own?.[at('scur')] ?? 0)
}

const failed = (place: string, message: string): CodedError =>
  new CodedError('REHEARSAL_FAILED', { place, message, remedy: 'see that HAProxy 2.4 or later runs here' })
