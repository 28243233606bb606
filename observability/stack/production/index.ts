// The stack for more than one machine, as Kubernetes manifests: docs/stack-in-production.md says when, and what is yours to
// bring. model → artefacts, as everywhere; the command line writes them.
import { stringify } from 'yaml'
import type { Artefact } from '../../slo/artefact.ts'
import type { SloModel } from '../../slo/model/model.ts'
import { PERIODS } from '../../slo/model/periods.ts'
import { collectors } from './collector.ts'
import { jaegers } from './jaeger.ts'
import { configMap, type Manifest, NAMESPACE } from './kubernetes.ts'
import { prometheus, prometheusRule, serviceMonitor } from './prometheus.ts'

export interface Destinations {
  /** Where Prometheus sends what it has: Mimir's push address, or a Thanos receiver's. */
  readonly remoteWriteUrl: string
  /** The OpenSearch that traces are kept in. */
  readonly traceStoreUrl: string
  /** Percent of the traces that nothing speaks for. */
  readonly keptPercent: number
}

export const OWNER_MARK = '# Owner: paved-road'

export const DEFAULTS: Destinations = {
  remoteWriteUrl: `http://mimir-gateway.${NAMESPACE}.svc.cluster.local/api/v1/push`,
  traceStoreUrl: `https://opensearch.${NAMESPACE}.svc.cluster.local:9200`,
  keptPercent: 5,
}

/** One service's objectives, and what they compile to. */
export interface Compiled {
  readonly name: string
  readonly model: SloModel
  readonly artefacts: readonly Artefact[]
}

export function manifests(services: readonly Compiled[], destinations: Destinations): Artefact[] {
  const { remoteWriteUrl, traceStoreUrl, keptPercent } = destinations
  const sampling = { slowerThanSeconds: smallestBound(services), keptPercent }
  const files: Record<string, readonly Manifest[]> = {
    'namespace.yaml': [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }],
    'collector.yaml': collectors(sampling),
    'jaeger.yaml': jaegers(traceStoreUrl),
    'prometheus.yaml': prometheus(remoteWriteUrl, longestPeriodDays(services) + 5),
    'fleet.yaml': services
      .slice(0, 1)
      .flatMap(({ artefacts }) => dashboards('fleet', artefacts, /\/fleet\.json$/)),
    ...Object.fromEntries(services.map((compiled) => ofService(compiled))),
  }
  const names = Object.keys(files).filter((name) => files[name]?.length)
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: names,
  }
  return [
    { path: 'kustomization.yaml', text: COMMENT + yaml(kustomization) },
    ...names.map((path) => ({ path, text: COMMENT + (files[path] ?? []).map(yaml).join('---\n') })),
  ]
}

const COMMENT = `${OWNER_MARK}, written by paved-road stack manifests.\n`
const yaml = (content: object): string => stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })

function ofService({ name, artefacts }: Compiled): [string, readonly Manifest[]] {
  const rules = artefacts.filter(({ path }) => path.startsWith('rules/'))
  return [
    `service-${name}.yaml`,
    [
      serviceMonitor(name),
      prometheusRule(name, rules),
      ...dashboards(name, artefacts, /\/(?!fleet)[^/]+\.json$/),
    ],
  ]
}

/** Grafana's sidecar loads what has this label. */
function dashboards(name: string, artefacts: readonly Artefact[], which: RegExp): Manifest[] {
  const boards = artefacts.filter(({ path }) => path.startsWith('dashboards/') && which.test(path))
  const data = Object.fromEntries(boards.map(({ path, text }) => [path.replace('dashboards/', ''), text]))
  return [configMap(`${name}-dashboards`, data, { grafana_dashboard: '1' })]
}

/** Budgets are worked out from what Prometheus itself still has. */
function longestPeriodDays(services: readonly Compiled[]): number {
  const periods = services.flatMap(({ model }) => model.slos).map(({ period }) => PERIODS[period] / 86_400)
  return Math.max(30, ...periods)
}

/** Slow is what an objective calls slow. */
function smallestBound(services: readonly Compiled[]): number {
  const bounds = services
    .flatMap(({ model }) => model.slos)
    .flatMap(({ indicator }) =>
      indicator.source === 'requests' && 'slowerThanSeconds' in indicator.bad
        ? [indicator.bad.slowerThanSeconds]
        : [],
    )
  return Math.min(1, ...bounds)
}
