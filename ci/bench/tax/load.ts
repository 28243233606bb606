// A small HTTP/1.1 load client: keep-alive connections, one request in flight on each, as many as asked for in all.
// Its own process, so that its cost is not the server's.
import { connect, type Socket } from 'node:net'

interface Order {
  port: number
  path: string
  requests: number
  connections: number
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
  const whole = headEnd + 4 + Number(length)
  return data.length >= whole ? whole : 0
}

function run({ port, path, requests, connections }: Order): Promise<void> {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`
  let sent = 0
  let answered = 0
  return new Promise((resolve, reject) => {
    const sockets: Socket[] = []
    const next = (socket: Socket) => {
      if (sent === requests) return
      sent += 1
      socket.write(request)
    }
    for (let i = 0; i < connections; i += 1) {
      const socket = connect(port, '127.0.0.1', () => next(socket))
      let pending: Buffer = Buffer.alloc(0)
      socket.setNoDelay(true)
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        try {
          pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
          const length = answerLength(pending)
          if (length === 0) return
          pending = pending.subarray(length)
          answered += 1
          if (answered < requests) return next(socket)
          for (const open of sockets) open.destroy()
          resolve()
        } catch (fault) {
          reject(fault as Error)
        }
      })
      sockets.push(socket)
    }
  })
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
