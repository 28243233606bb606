// Prometheus through its Operator: it scrapes and evaluates as on one machine, and sends what it has to a store that
// is made for many of it. Rules are those that slo.yaml compiles to.
import { parse, stringify } from 'yaml'
import type { Artefact } from '../../slo/artefact.ts'
import { ROUTING } from '../../slo/compile/alertmanager.ts'
import { PARTS } from '../parts.ts'
import { type Manifest, meta, NAMESPACE, selects } from './kubernetes.ts'

const OURS = { 'app.kubernetes.io/part-of': 'paved-road' }
/** Who may write there is in this Secret, which is yours to make: keys `username` and `password`. */
const REMOTE_SECRET = 'remote-write'
const MONITORING = 'monitoring.coreos.com/v1'

const versionOf = (image: string): string => image.split(':').at(-1) ?? ''

/** `keptDays` is how far back the rules look, and a little more. */
export function prometheus(remoteWriteUrl: string, keptDays: number): Manifest[] {
  const basicAuth = {
    username: { name: REMOTE_SECRET, key: 'username' },
    password: { name: REMOTE_SECRET, key: 'password' },
  }
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('prometheus') },
    ...access(),
    {
      apiVersion: MONITORING,
      kind: 'Prometheus',
      metadata: meta('paved-road'),
      spec: {
        image: PARTS.prometheus.image,
        version: versionOf(PARTS.prometheus.image),
        replicas: 2,
        serviceAccountName: 'prometheus',
        scrapeInterval: '15s',
        evaluationInterval: '15s',
        enableFeatures: ['exemplar-storage'],
        retention: `${keptDays}d`,
        retentionSize: '45GB',
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '50Gi' } } } } },
        resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } },
        securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 2000 },
        serviceMonitorSelector: { matchLabels: OURS },
        serviceMonitorNamespaceSelector: {},
        ruleSelector: { matchLabels: OURS },
        ruleNamespaceSelector: {},
        alerting: {
          alertmanagers: [
            { namespace: NAMESPACE, name: 'alertmanager-operated', port: 'web', apiVersion: 'v2' },
          ],
        },
        remoteWrite: [{ url: remoteWriteUrl, sendExemplars: true, basicAuth }],
      },
    },
    {
      apiVersion: MONITORING,
      kind: 'Alertmanager',
      metadata: meta('paved-road'),
      spec: {
        image: PARTS.alertmanager.image,
        version: versionOf(PARTS.alertmanager.image),
        replicas: 2,
        configSecret: 'alertmanager-paved-road',
        securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 2000 },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta('alertmanager-paved-road'),
      stringData: { 'alertmanager.yaml': stringify(ROUTING, { lineWidth: 0 }) },
    },
    monitor('otel-gateway', ['metrics']),
    monitor('otel-sampler', ['metrics', 'spans']),
    monitor('jaeger-collector', ['metrics']),
    monitor('jaeger-query', ['metrics']),
  ]
}

/** It has to find what it is to scrape, in every namespace, and may do nothing else. */
function access(): Manifest[] {
  const name = 'paved-road-prometheus'
  const read = ['get', 'list', 'watch']
  const rbac = 'rbac.authorization.k8s.io'
  return [
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [
        { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: read },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: NAMESPACE }],
    },
  ]
}

/** One of this namespace's own. What it says of spans has the names that the connector gave. */
function monitor(name: string, ports: readonly string[]): Manifest {
  return {
    apiVersion: MONITORING,
    kind: 'ServiceMonitor',
    metadata: meta(name),
    spec: {
      selector: { matchLabels: selects(name) },
      endpoints: ports.map((port) => ({
        port,
        interval: '15s',
        ...(port === 'spans' && { honorLabels: true }),
      })),
    },
  }
}

/** Scrapes the pods behind every Service that is labelled as the service, in whatever namespace. */
export function serviceMonitor(service: string): Manifest {
  return {
    apiVersion: MONITORING,
    kind: 'ServiceMonitor',
    metadata: meta(service),
    spec: {
      namespaceSelector: { any: true },
      selector: { matchLabels: selects(service) },
      // The first has exemplars.
      scrapeProtocols: ['OpenMetricsText1.0.0', 'OpenMetricsText0.0.1', 'PrometheusText0.0.4'],
      endpoints: [{ port: 'http', path: '/metrics', interval: '15s' }],
    },
  }
}

export function prometheusRule(service: string, rules: readonly Artefact[]): Manifest {
  return {
    apiVersion: MONITORING,
    kind: 'PrometheusRule',
    metadata: meta(service),
    spec: { groups: rules.flatMap(({ text }) => parse(text).groups) },
  }
}
