// Kubernetes objects as plain data, and the few shapes that all parts share.
import { createHash } from 'node:crypto'
import { stringify } from 'yaml'

export type Manifest = Readonly<Record<string, unknown>>

export const NAMESPACE = 'observability'

export const meta = (name: string, labels: Readonly<Record<string, string>> = {}) => ({
  name,
  namespace: NAMESPACE,
  labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'paved-road', ...labels },
})

export const selects = (name: string) => ({ 'app.kubernetes.io/name': name })

export interface Workload {
  readonly name: string
  readonly image: string
  readonly replicas: number
  /** By name; the first is the one that others connect to. */
  readonly ports: Readonly<Record<string, number>>
  readonly health: { readonly port: string; readonly path: string }
  readonly memory: string
  readonly cpu: string
  /** Where the file is mounted that it reads, and what is in it. */
  readonly config: { readonly folder: string; readonly file: string; readonly content: object }
  readonly env?: readonly object[]
  /** Seconds that it may take to pass on what it holds. */
  readonly grace?: number
}

/** What it reads, its pods, and that one of them at a time may go. */
export function workload(wanted: Workload): Manifest[] {
  const { name, config } = wanted
  const text = stringify(config.content, { lineWidth: 0, aliasDuplicateObjects: false })
  return [configMap(name, { [config.file]: text }), deployment(wanted, text), disruptionBudget(name)]
}

/** A Deployment that can lose a node: spread, limited, unprivileged, and ended with time to pass on what it holds. */
function deployment(wanted: Workload, config: string): Manifest {
  const { name, replicas } = wanted
  // Pods read it when they start and never again: with another one they have to be others.
  const annotations = { 'paved-road/config': createHash('sha256').update(config).digest('hex').slice(0, 16) }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta(name),
    spec: {
      replicas,
      selector: { matchLabels: selects(name) },
      template: { metadata: { labels: meta(name).labels, annotations }, spec: pod(wanted) },
    },
  }
}

function pod({ name, image, ports, health, memory, cpu, config, env, grace = 30 }: Workload): object {
  const probe = { httpGet: { path: health.path, port: health.port }, periodSeconds: 10 }
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: grace,
    securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selects(name) },
      },
    ],
    containers: [
      {
        name,
        image,
        args: [`--config=${config.folder}/${config.file}`],
        ...(env && { env }),
        ports: Object.entries(ports).map(([port, containerPort]) => ({ name: port, containerPort })),
        readinessProbe: probe,
        livenessProbe: { ...probe, failureThreshold: 6 },
        resources: { requests: { cpu, memory }, limits: { memory } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [{ name: 'config', mountPath: config.folder, readOnly: true }],
      },
    ],
    volumes: [{ name: 'config', configMap: { name } }],
  }
}

/** `headless` names every pod, for whoever chooses among them. */
export function service(
  name: string,
  ports: Readonly<Record<string, number>>,
  { headless = false, of = name }: { headless?: boolean; of?: string } = {},
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(name),
    spec: {
      ...(headless && { clusterIP: 'None' }),
      selector: selects(of),
      ports: Object.entries(ports).map(([port, number]) => ({ name: port, port: number, targetPort: port })),
    },
  }
}

export function configMap(
  name: string,
  data: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(name, labels), data }
}

function disruptionBudget(name: string): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: meta(name),
    spec: { maxUnavailable: 1, selector: { matchLabels: selects(name) } },
  }
}

export interface From {
  /** Pods of this namespace, by name; every namespace's where there is none. */
  readonly pods?: string
  readonly ports: readonly number[]
}

/** Nothing but what is listed may connect. */
export function networkPolicy(name: string, ingress: readonly From[]): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: meta(name),
    spec: {
      podSelector: { matchLabels: selects(name) },
      policyTypes: ['Ingress'],
      ingress: ingress.map(({ pods, ports }) => ({
        from: [
          pods === undefined ? { namespaceSelector: {} } : { podSelector: { matchLabels: selects(pods) } },
        ],
        ports: ports.map((port) => ({ protocol: 'TCP', port })),
      })),
    },
  }
}
