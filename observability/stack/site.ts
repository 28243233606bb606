// Where the parts are for one another: on this machine's loopback, or in containers of one network. The
// configurations are written against this, so that both forms of the stack are the same but for addresses.
import { join } from 'node:path'
import { type PartName, PORTS, type PortName } from './parts.ts'

export type Mode = 'native' | 'compose'

export interface Site {
  readonly mode: Mode
  /** Added to each port that is open on this machine. */
  readonly offset: number
  /** Those that run. */
  readonly parts: ReadonlySet<PartName>
  /** `host:port` that a part listens on. */
  readonly listen: (port: PortName) => string
  /** `host:port` where the others reach it. */
  readonly reach: (port: PortName) => string
  /** Folder of what is generated and of what services brought, as the parts see it. */
  readonly folder: string
  /** Folder where a part keeps what it learnt. */
  readonly data: (part: PartName) => string
}

const LOOPBACK = '127.0.0.1'

/** Where a person, or the launcher, finds it on this machine. */
export const urlOf = (port: PortName, offset: number): string => `http://${LOOPBACK}:${PORTS[port] + offset}`

export function nativeSite(folder: string, offset: number, parts: ReadonlySet<PartName>): Site {
  const address = (port: PortName) => `${LOOPBACK}:${PORTS[port] + offset}`
  return {
    mode: 'native',
    offset,
    parts,
    listen: address,
    reach: address,
    folder,
    data: (part) => join(folder, 'data', part),
  }
}

/** In containers every part has its usual ports; only what is published on the host moves. */
export function composeSite(offset: number, parts: ReadonlySet<PartName>): Site {
  return {
    mode: 'compose',
    offset,
    parts,
    listen: (port) => `0.0.0.0:${PORTS[port]}`,
    reach: (port) => `${hostOf(port)}:${PORTS[port]}`,
    folder: '/paved-road',
    data: (part) => `/data/${part}`,
  }
}

function hostOf(port: PortName): PartName {
  if (port.startsWith('jaeger')) return 'jaeger'
  if (port.startsWith('loki')) return 'loki'
  if (port === 'prometheus' || port === 'alertmanager' || port === 'grafana') return port
  return 'collector'
}

/** An address of this machine, as the parts have to call it: its loopback is not a container's. */
export const seenFrom = (mode: Mode, address: string): string =>
  mode === 'native'
    ? address
    : address.replace(/^(https?:\/\/)?(127(\.\d+){3}|localhost|\[::1\])(?![\w.-])/i, '$1host.docker.internal')

/** Without a Collector it is the console that has the services' port. */
export const consolePort = (parts: ReadonlySet<PartName>): PortName =>
  parts.has('collector') ? 'console' : 'otlpHttp'
