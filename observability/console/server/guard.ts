// Who may ask. The console listens where every page that the developer's browser shows could reach it, too.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { Refused } from '../problems.ts'

export const LOOPBACK = '127.0.0.1'
const LOCAL = ['localhost', '127.0.0.1', '[::1]']

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

/** Whether it comes from this machine, which calls its own addresses from themselves. */
export const isFromHere = ({ socket: { remoteAddress = '', localAddress } }: IncomingMessage): boolean =>
  // An IPv6 listener has IPv4 addresses within its own.
  isLoopback(remoteAddress.replace(/^::ffff:/i, '')) || remoteAddress === localAddress

/** Names under which a console that listens on `host` is called, as a Host header has them. */
export function namesOf(host: string): ReadonlySet<string> {
  const all = host === '0.0.0.0' || host === '::'
  const own = all ? [hostname(), ...addresses()] : [host]
  return new Set([...LOCAL, ...own.map(written).map((name) => name.toLowerCase())])
}

const addresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address))

export const written = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/**
 * Throws where the request is not for this console: a page of any other site could have a name of its own resolve to this
 * address and then read what is here, and any page can post.
 */
export function assertOwn({ headers, method }: IncomingMessage, names: ReadonlySet<string>): void {
  const { host = '', origin } = headers
  const name = /^(.+?)(:\d{1,5})?$/.exec(host)?.[1]?.toLowerCase() ?? ''
  if (!names.has(name))
    throw new Refused(
      'HOST_FOREIGN',
      'the console answers to the names it was started with, else to localhost only',
    )
  if (method === 'POST' && origin !== undefined && origin !== `http://${host}`)
    throw new Refused('ORIGIN_FOREIGN', 'pages of other sites may not send to the console')
}
