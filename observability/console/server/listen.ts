import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CodedError } from '../../cli/errors.ts'
import { LOOPBACK, written } from './guard.ts'

export interface Listening {
  readonly url: string
  close(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** That chooses the port. */
  readonly option: '--port' | '--otlp-port'
  readonly listener: RequestListener
}

export async function listen({ host, port, option, listener }: ListenOptions): Promise<Listening> {
  const server = createServer(
    {
      // Whoever sends a byte now and then would otherwise keep a connection for ever.
      headersTimeout: 5_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    listener,
  )
  server.maxConnections = 1_024
  await new Promise<void>((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) => failed(portError(cause, host, port, option)))
    server.listen(port, host, done)
  })
  return { url: urlOf(host, (server.address() as AddressInfo).port), close: () => close(server) }
}

/** Where it is reached from this machine. */
export function urlOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  return `http://${everywhere ? LOOPBACK : written(host)}:${port}`
}

function portError(cause: NodeJS.ErrnoException, host: string, port: number, option: string): CodedError {
  const place = `${written(host)}:${port}`
  if (cause.code === 'EADDRINUSE')
    return new CodedError('CONSOLE_PORT_TAKEN', {
      place,
      message: 'is in use by another process',
      remedy: `stop it, or choose another port with ${option} (0 takes a free one)`,
      cause,
    })
  return new CodedError('CONSOLE_ADDRESS_UNUSABLE', {
    place,
    message: `cannot be listened on (${cause.code})`,
    remedy: `give an address of this machine with --host, and a port from 1024 up with ${option}`,
    cause,
  })
}

function close(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeAllConnections()
  return closed
}
