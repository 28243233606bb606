// The stack for an engine of containers: the same configurations, mounted. Only loopback is published; what a service
// on the host is called inside is host.docker.internal.
import { createHash } from 'node:crypto'
import { PARTS, type Part, type PartName, PORTS, type PortName } from '../parts.ts'
import type { Site } from '../site.ts'
import { alertmanagerArguments } from './alertmanager.ts'
import { prometheusArguments } from './prometheus.ts'

/** The engine knows a stack by this, with its containers and volumes: each folder's is its own. */
const projectOf = (folder: string): string =>
  `paved-road-stack-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`

/** What a container may take of the machine. */
const LIMITS: Readonly<Partial<Record<PartName, { cpus: number; memory: string }>>> = {
  prometheus: { cpus: 1, memory: '1g' },
  alertmanager: { cpus: 0.25, memory: '128m' },
  jaeger: { cpus: 1, memory: '1g' },
  collector: { cpus: 1, memory: '600m' }, // above the limit that it keeps itself
  grafana: { cpus: 1, memory: '512m' },
  loki: { cpus: 1, memory: '512m' },
}
/** Ports that the person at the machine, a service there or the launcher asks. */
const PUBLISHED: readonly PortName[] = [
  'prometheus',
  'alertmanager',
  'jaeger',
  'jaegerHealth',
  'grafana',
  'loki',
  'otlpGrpc',
  'otlpHttp',
  'collectorHealth',
]
/** Their images hold the busybox or the wget to ask with; of the others the launcher asks from outside. */
const ASKED_INSIDE: readonly PartName[] = ['prometheus', 'alertmanager', 'grafana']

export function composeFile(site: Site, folder: string): object {
  const parts = [...site.parts].filter((part) => PARTS[part].image !== '')
  return {
    name: projectOf(folder),
    services: Object.fromEntries(parts.map((part) => [part, service(part, site, folder)])),
    volumes: Object.fromEntries(parts.filter(hasData).map((part) => [part, {}])),
  }
}

const hasData = (part: PartName): boolean => part !== 'collector'

function service(name: PartName, site: Site, folder: string): object {
  const part = PARTS[name]
  const { user, ...command } = COMMANDS[name]?.(site) ?? {}
  return {
    image: part.image,
    restart: 'unless-stopped',
    ...(user && { user }),
    ...command,
    ports: part.ports
      .filter((port) => PUBLISHED.includes(port))
      .map((port) => `127.0.0.1:${PORTS[port] + site.offset}:${PORTS[port]}`),
    // z: where SELinux watches, as where Podman comes from, nothing could be read there otherwise (podman-run(1)).
    volumes: [`${folder}:${site.folder}:ro,z`, ...(hasData(name) ? [`${name}:${site.data(name)}`] : [])],
    extra_hosts: ['host.docker.internal:host-gateway'],
    security_opt: ['no-new-privileges:true'],
    cap_drop: ['ALL'],
    deploy: { resources: { limits: limits(name) } },
    ...(ASKED_INSIDE.includes(name) && { healthcheck: healthcheck(part) }),
  }
}

function limits(name: PartName): object {
  const { cpus, memory } = LIMITS[name] ?? { cpus: 1, memory: '512m' }
  return { cpus: String(cpus), memory }
}

function healthcheck({ health }: Part): object {
  const url = `http://127.0.0.1:${PORTS[health.port]}${health.path}`
  return {
    test: ['CMD', 'wget', '-q', '-O', '/dev/null', url],
    interval: '5s',
    timeout: '3s',
    retries: 12,
    start_period: '10s',
  }
}

interface Started {
  /** Who may write to the part's volume, where its image's own user may not. */
  readonly user?: string
  readonly command?: string[]
  readonly environment?: Record<string, string>
}

/** A new volume belongs to root; without any capability that is all that root may write to. */
const ROOT = '0'

const COMMANDS: Readonly<Partial<Record<PartName, (site: Site) => Started>>> = {
  prometheus: (site) => ({ user: ROOT, command: prometheusArguments(site) }),
  alertmanager: (site) => ({ user: ROOT, command: alertmanagerArguments(site) }),
  jaeger: (site) => ({ user: ROOT, command: [`--config=${site.folder}/config/jaeger.yaml`] }),
  collector: (site) => ({ command: [`--config=${site.folder}/config/collector.yaml`] }),
  grafana: (site) => ({
    user: ROOT,
    // The image has these three in its environment, which wins over any file.
    environment: {
      GF_PATHS_CONFIG: `${site.folder}/config/grafana.ini`,
      GF_PATHS_DATA: site.data('grafana'),
      GF_PATHS_PROVISIONING: `${site.folder}/config/grafana`,
    },
  }),
  loki: (site) => ({ user: ROOT, command: [`-config.file=${site.folder}/config/loki.yaml`] }),
}
