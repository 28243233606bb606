// A small HTTP/1.1 load client: kept-alive connections, one request in flight on each, at a steady rate. A process of
// its own, so that its cost is not the server's.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Order {
  port: number
  path: string
  requests: number
  connections: number
  /** Requests a second, as long as the server keeps up; 0 sends the next as soon as a connection is free. */
  rate: number
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Bytes of the first whole answer in `data`, or 0 when there is none yet. Throws when it is not a 200. */
function answerLength(data: Buffer): number {
  const headEnd = data.indexOf(HEAD_END)
  if (headEnd === -1) return 0
  const head = data.toString('latin1', 0, headEnd)
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`unexpected answer: ${head.slice(0, 60)}`)
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error('answer without content-length')
  const whole = headEnd + HEAD_END.length + Number(length)
  return data.length >= whole ? whole : 0
}

/** Calls `answered` once for each whole answer, or `failed`. */
function open(
  port: number,
  answered: (socket: Socket) => void,
  failed: (fault: unknown) => void,
): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    let pending: Buffer = Buffer.alloc(0)
    socket.on('error', failed)
    socket.on('data', (chunk) => {
      try {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
        const length = answerLength(pending)
        if (length === 0) return
        pending = pending.subarray(length)
        answered(socket)
      } catch (fault) {
        failed(fault)
      }
    })
  })
}

async function run({ port, path, requests, connections, rate }: Order): Promise<void> {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`
  const free: Socket[] = []
  const all: Socket[] = []
  let sent = 0
  let answered = 0
  let started = 0
  let fault: unknown
  const due = () => (rate > 0 ? Math.min(requests, ((performance.now() - started) / 1000) * rate) : requests)
  const sendDue = () => {
    for (const limit = due(); sent < limit && free.length > 0; sent += 1) free.pop()?.write(request)
  }
  const onAnswer = (socket: Socket) => {
    answered += 1
    free.push(socket)
    sendDue()
  }
  for (let n = 0; n < connections; n += 1) {
    all.push(await open(port, onAnswer, (reason) => (fault ??= reason)))
  }
  free.push(...all)
  for (started = performance.now(); answered < requests && !fault; await sleep(1)) sendDue()
  for (const socket of all) socket.destroy()
  if (fault) throw fault
}

process.on('message', async (order: Order) => {
  const started = performance.now()
  try {
    await run(order)
    process.send?.({ seconds: (performance.now() - started) / 1000 })
  } catch (fault) {
    process.send?.({ error: String(fault) })
  }
})
process.on('disconnect', () => process.exit(0))
process.send?.({ ready: true })
