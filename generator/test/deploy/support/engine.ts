// Stands for an engine of containers: each is a server of this process with an address of its own, found by name; the
// proxy is HAProxy. What is stopped ends at once, with whatever it was answering: nothing is forgiven.
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../../ci/free-port.ts'

/** How long an answer takes; one in so many takes longer than it takes to stop what gives it. */
const ANSWER = { milliseconds: 30, slow: 1000, oneIn: 25 } as const

export interface Engine {
  readonly url: string
  /** haproxy.cfg as it has to be here: with other ports, and the names of this engine. */
  readonly adapted: (configuration: string) => string
  readonly entrance: string
  /** How often each change that was sent was made. */
  readonly made: ReadonlyMap<string, number>
  readonly restartProxy: () => Promise<void>
  readonly tell: (commands: string) => Promise<string>
  readonly stop: () => Promise<void>
}

interface Asked {
  readonly service: string
  readonly version: string
  readonly healthy: boolean
  readonly commands: string
}

/** `folder()` is where release.ts works. */
export async function startEngine(haproxy: string, folder: () => string): Promise<Engine> {
  const ports = { entrance: await freePort(), socket: await freePort(), service: await freePort() }
  const made = new Map<string, number>()
  const running = new Map<string, { server: Server; address: string }>()
  const names = await startNames((name) => running.get(name)?.address)
  let proxy: ChildProcess | undefined
  let addresses = 0

  async function startProxy(): Promise<void> {
    const files = ['weights.cfg', 'haproxy.cfg'].flatMap((file) => ['-f', join(folder(), 'proxy', file)])
    proxy = spawn(haproxy, ['-W', '-db', ...files], { stdio: 'ignore' })
    await eventually(() => tell('show info'))
  }
  async function stopProxy(): Promise<void> {
    if (!proxy || proxy.exitCode !== null) return
    proxy.kill('SIGTERM')
    await once(proxy, 'exit')
  }
  const tell = (commands: string) => answerAt(ports.socket, commands)

  const actions: Record<string, (asked: Asked) => Promise<string>> = {
    async up({ service, version, healthy }) {
      if (service === 'proxy') {
        await stopProxy()
        await startProxy()
        return '127.0.0.1'
      }
      stop(running.get(service)?.server)
      addresses += 1
      const address = `127.77.0.${addresses}`
      const server = createServer(serviceOf(version, healthy, made)).listen(ports.service, address)
      await once(server, 'listening')
      running.set(service, { server, address })
      return address
    },
    async rm({ service }) {
      stop(running.get(service)?.server)
      running.delete(service)
      return ''
    },
    async reload() {
      proxy?.kill('SIGUSR2')
      return ''
    },
    tell: ({ commands }) => tell(commands),
  }
  const control = createServer(async (request, response) => {
    const action = actions[request.url?.slice(1) ?? '']
    response.end(await action?.((await json(request)) as Asked))
  }).listen(0, '127.0.0.1')
  await once(control, 'listening')

  return {
    url: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    entrance: `http://127.0.0.1:${ports.entrance}`,
    adapted: (configuration) =>
      configuration
        .replace('bind :8080', `bind 127.0.0.1:${ports.entrance}`)
        .replace('127.0.0.1:9999', `127.0.0.1:${ports.socket}`)
        .replace('parse-resolv-conf', `nameserver engine 127.0.0.1:${names.port}`)
        .replaceAll(':3000', `:${ports.service}`),
    made,
    async restartProxy() {
      await stopProxy()
      await startProxy()
    },
    tell,
    async stop() {
      await stopProxy()
      for (const { server } of running.values()) stop(server)
      stop(control)
      names.stop()
    },
  }
}

function serviceOf(version: string, isReady: boolean, made: Map<string, number>): RequestListener {
  let asked = 0
  return async (request, response) => {
    if (request.url === '/readyz') return void response.writeHead(isReady ? 200 : 503).end()
    const id = await text(request)
    if (request.method === 'POST') made.set(id, (made.get(id) ?? 0) + 1)
    asked += 1
    await sleep(asked % ANSWER.oneIn === 0 ? ANSWER.slow : ANSWER.milliseconds)
    response.end(version)
  }
}

function stop(server: Server | undefined): void {
  server?.close()
  server?.closeAllConnections()
}

/** Answers for names as an engine's own server does: https://www.rfc-editor.org/rfc/rfc1035#section-4. */
async function startNames(addressOf: (name: string) => string | undefined) {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    let end = 12
    const labels: string[] = []
    for (let length = query.readUInt8(end); length > 0; length = query.readUInt8(end)) {
      labels.push(query.toString('latin1', end + 1, end + 1 + length))
      end += length + 1
    }
    const found = addressOf(labels.join('.'))
    const isAddress = query.readUInt16BE(end + 1) === 1
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(found ? 0x8180 : 0x8183, 2)
    head.writeUInt16BE(found && isAddress ? 1 : 0, 6)
    head.fill(0, 8)
    const question = query.subarray(12, end + 5)
    // Of that name, an address, of the internet, for a second, four bytes long.
    const answer = Buffer.from([
      0xc0,
      12,
      0,
      1,
      0,
      1,
      0,
      0,
      0,
      1,
      0,
      4,
      ...(found ?? '').split('.').map(Number),
    ])
    socket.send(Buffer.concat([head, question, ...(found && isAddress ? [answer] : [])]), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, stop: () => socket.close() }
}

async function answerAt(port: number, commands: string): Promise<string> {
  const connection = connect(port, '127.0.0.1')
  connection.end(`${commands}\n`)
  return text(connection)
}

async function eventually(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await attempt()
      return
    } catch (fault) {
      if (tries === 200) throw fault
      await sleep(50)
    }
  }
}
