// The launcher's own port: whoever listens there has the stack's ports, and says for which folder. The system lets go
// of it when the launcher ends, however it ends; a file would stay.
import { connect, createServer, type Server } from 'node:net'
import { PORTS } from './parts.ts'

const GREETING = 'paved-road stack '
const PATIENCE_MS = 2_000

/** @returns the server, or undefined if somebody has the port. */
export function claim(folder: string, offset: number): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(`${GREETING}${folder}\n`)
  })
  return new Promise((done, failed) => {
    server.once('error', (fault: NodeJS.ErrnoException) =>
      fault.code === 'EADDRINUSE' ? done(undefined) : failed(fault),
    )
    server.listen(PORTS.launcher + offset, '127.0.0.1', () => done(server))
  })
}

/** The folder whose stack has these ports now; undefined where none has. */
export function runningFolder(offset: number): Promise<string | undefined> {
  return new Promise((done) => {
    let said = ''
    const socket = connect(PORTS.launcher + offset, '127.0.0.1')
    const end = () => {
      socket.destroy()
      done(said.startsWith(GREETING) ? said.slice(GREETING.length, -1) : undefined)
    }
    socket.setTimeout(PATIENCE_MS, end)
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('close', end)
    socket.on('error', end)
  })
}
