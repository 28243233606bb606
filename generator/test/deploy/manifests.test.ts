// What is applied to a cluster for each target: taken from a real install and a real release, as the stand-in for kubectl
// was given it, and read by the types and the validation of those who will read it there.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { requireComponent } from '../../../ci/components.ts'
import { temporary } from '../support/run.ts'
import { cluster, report, stampedFor } from './support/cluster.ts'

interface Pod {
  readonly metadata: { readonly labels: Record<string, string> }
  readonly spec: PodSpec
}
interface PodSpec {
  readonly securityContext: Record<string, unknown>
  readonly automountServiceAccountToken: boolean
  readonly serviceAccountName: string
  readonly terminationGracePeriodSeconds: number
  readonly containers: readonly Container[]
}
interface Container {
  readonly command?: readonly string[]
  readonly env: readonly { name: string; value?: string; valueFrom?: { secretKeyRef?: object } }[]
  readonly ports: readonly { name: string; containerPort: number }[]
  readonly resources: { readonly limits: Record<string, string> }
  readonly securityContext: Record<string, unknown>
  readonly [probe: `${string}Probe`]: { readonly httpGet: { readonly path: string; readonly port: string } }
}
type Labels = Record<string, string>
interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Labels }
  readonly spec: {
    readonly template: Pod
    readonly selector: Labels & { readonly matchLabels: Labels }
    readonly ports: readonly { name: string; targetPort: string }[]
    readonly podSelector?: { readonly matchLabels: Labels }
    readonly [field: string]: unknown
  }
}

/** A helper that another variable is made of, read by no code. */
const HELPERS = ['VERSION_SUFFIX', 'NODE_OPTIONS']

for (const [target, strategy] of [
  ['gateway', 'canary'],
  ['gateway', 'blue-green'],
  ['rollouts', 'canary'],
  ['rollouts', 'blue-green'],
] as const) {
  describe(`what is applied for ${target}, by ${strategy}`, () => {
    const folder = temporary()
    after(() => folder[Symbol.dispose]())
    let service = ''
    let all: Manifest[] = []
    before(() => {
      service = stampedFor(target, folder.path)
      const { release, state } = cluster(service, folder.path)
      report(release('install --image shop-api:1 --version 1.0.0'))
      report(release(`canary --image shop-api:slow --version 2.0.0 --strategy ${strategy}`))
      const monitor = readFileSync(join(service, 'deploy/kubernetes/monitor.yaml'), 'utf8')
      const byHand = parseAllDocuments(monitor).map((document) => document.toJS())
      const applied = Object.values(state().objects).filter(({ kind }) => kind !== 'ReplicaSet')
      all = [...applied, ...byHand].map(({ status: _, next: __, ...manifest }) => manifest)
    })
    const of = (...kinds: string[]) => all.filter(({ kind }) => kinds.includes(kind))
    /** What serves, and not what migrates. */
    const served = () => of('Deployment', 'Rollout')
    const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0] ?? assert.fail()
    /** Of each kind as the checker reads them, a file each. */
    const files = () => {
      mkdirSync(join(folder.path, 'applied'), { recursive: true })
      return all.map((manifest) => {
        const path = join(folder.path, 'applied', `${manifest.kind}-${manifest.metadata.name}.json`)
        writeFileSync(path, JSON.stringify(manifest))
        return path
      })
    }

    it('is what the API server and the controllers take, to the last field', (t) => {
      const [check] = requireComponent(t, 'manifest-check')
      if (!check) return
      const { status, stdout, stderr } = spawnSync(check.path, files(), { encoding: 'utf8' })
      assert.equal(status, 0, stderr)
      assert.equal(stdout.trim().split('\n').length, all.length)
    })

    if (target === 'rollouts')
      it("passes Argo's own validation, which finds a fault that is put in", (t) => {
        const [check] = requireComponent(t, 'rollout-check')
        if (!check) return
        const checked = () => spawnSync(check.path, files(), { encoding: 'utf8' })
        assert.equal(checked().status, 0, checked().stderr)
        const whole = all
        all = JSON.parse(JSON.stringify(all).replaceAll('"failureLimit":1', '"failureLimit":1,"count":1'))
        if (strategy === 'canary') assert.match(checked().stderr, /count \(1\) must be >= failureLimit/)
        all = JSON.parse(
          JSON.stringify(whole).replaceAll('"activeService":"shop-api"', '"activeService":"shop"'),
        )
        if (strategy === 'blue-green') assert.match(checked().stderr, /names the Service shop,/)
        all = whole
      })

    it('agrees with itself: every Service, budget and policy finds pods, by labels and port', () => {
      const pods = served().map(({ spec }) => spec.template)
      const found = (selector: Labels) =>
        pods.filter(({ metadata }) =>
          Object.entries(selector).every(([key, value]) => metadata.labels[key] === value),
        )
      for (const { spec, metadata } of served())
        assert.deepEqual(found(spec.selector.matchLabels), [spec.template], metadata.name)
      for (const { metadata, spec } of of('Service')) {
        assert.equal(found(spec.selector).length, 1, metadata.name)
        for (const pod of found(spec.selector))
          assert.equal(pod.spec.containers[0]?.ports[0]?.name, spec.ports[0]?.targetPort)
      }
      for (const { spec } of of('PodDisruptionBudget'))
        assert.deepEqual(found(spec.selector.matchLabels), pods)
      const policy = of('NetworkPolicy').find(({ metadata }) => metadata.name === 'shop-api')
      for (const { spec } of [...served(), ...of('Job')])
        for (const [key, value] of Object.entries(policy?.spec.podSelector?.matchLabels ?? assert.fail()))
          assert.equal(spec.template.metadata.labels[key], value)
      for (const { spec } of [...served(), ...of('Job')])
        assert.ok(
          of('ServiceAccount').some(
            ({ metadata }) => metadata.name === spec.template.spec.serviceAccountName,
          ),
        )
    })

    it('sends no request to a pod that migrates', () => {
      for (const { spec } of of('Service'))
        for (const job of of('Job'))
          assert.ok(
            Object.entries(spec.selector).some(
              ([key, value]) => job.spec.template.metadata.labels[key] !== value,
            ),
          )
    })

    it('has each pod scraped once', () => {
      const [monitor] = of('ServiceMonitor')
      assert.equal(monitor?.spec.selector.matchLabels['app.kubernetes.io/name'], 'shop-api')
      const scraped = of('Service').filter(
        ({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'shop-api',
      )
      const selectors = scraped.map(({ spec }) => JSON.stringify(spec.selector))
      assert.ok(selectors.length > 0)
      assert.equal(new Set(selectors).size, selectors.length)
      for (const { spec } of scraped) assert.equal(spec.ports[0]?.name, 'http')
    })

    it('asks the service what it answers, where it listens, by variables that it reads', () => {
      const read = (path: string) => readFileSync(join(service, path), 'utf8')
      const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name ?? '')
      const probes = read('src/platform/http/probes.ts')
      for (const workload of served()) {
        const container = containerOf(workload)
        const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
        for (const name of Object.keys(env)) assert.ok([...known, ...HELPERS].includes(name), name)
        for (const [probe, path] of [
          ['startupProbe', '/livez'],
          ['livenessProbe', '/livez'],
          ['readinessProbe', '/readyz'],
        ] as const) {
          assert.deepEqual(container[probe]?.httpGet, { path, port: 'http' })
          assert.ok(probes.includes(`'${path}'`))
        }
        assert.deepEqual(container.ports, [{ name: 'http', containerPort: Number(env.PORT) }])
        const policy = JSON.stringify(of('NetworkPolicy').map(({ spec }) => spec.ingress))
        assert.ok(policy.includes(`"port":${env.PORT}`))
        const ends = Number(env.SHUTDOWN_TIMEOUT_MS) / 1000
        assert.ok(workload.spec.template.spec.terminationGracePeriodSeconds > ends)
        assert.ok(Number(env.SHUTDOWN_DRAIN_MS) / 1000 < ends)
      }
    })

    it('gives Node memory to work in, less than the pod has', () => {
      for (const workload of served()) {
        const { env, resources } = containerOf(workload)
        const options = env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? ''
        const old = Number(/--max-old-space-size=(\d+)$/.exec(options)?.[1])
        const limit = Number(/^(\d+)Mi$/.exec(resources.limits.memory ?? '')?.[1])
        assert.ok(old >= 128 && old <= limit * 0.6, `${old} of ${limit}`)
      }
    })

    it('knows the database by reference alone', () => {
      for (const workload of [...served(), ...of('Job')]) {
        const database = containerOf(workload).env.find(({ name }) => name === 'DATABASE_URL')
        assert.deepEqual(database, {
          name: 'DATABASE_URL',
          valueFrom: { secretKeyRef: { name: 'shop-api-database', key: 'url' } },
        })
      }
      assert.doesNotMatch(JSON.stringify(all), /postgres(?:ql)?:\/\//)
    })

    it('migrates with what the image has', () => {
      const dockerfile = readFileSync(join(service, 'Dockerfile'), 'utf8')
      for (const job of of('Job')) {
        assert.deepEqual(containerOf(job).command, ['node', 'scripts/migrate.ts'])
        assert.match(dockerfile, /^COPY scripts /m)
      }
    })

    it('runs nothing as root, with a token, or on a file system that it can write to', () => {
      const judges = of('AnalysisTemplate').flatMap(({ spec }) =>
        (spec.metrics as { provider: { job?: { spec: { template: Pod } } } }[]).flatMap(
          ({ provider }) => provider.job?.spec.template ?? [],
        ),
      )
      const pods = [...[...served(), ...of('Job')].map(({ spec }) => spec.template), ...judges]
      assert.equal(judges.length, target === 'rollouts' ? 2 : 0)
      for (const { spec } of pods) {
        assert.equal(spec.automountServiceAccountToken, false)
        assert.deepEqual(spec.securityContext, {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        })
        for (const { securityContext, resources } of spec.containers) {
          assert.deepEqual(securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          })
          assert.ok(resources.limits.memory)
        }
      }
    })

    it('lets a node be drained, whatever state its pods are in', () => {
      const [budget, ...more] = of('PodDisruptionBudget')
      assert.deepEqual(more, [])
      assert.equal(budget?.spec.maxUnavailable, 1)
      assert.equal(budget?.spec.minAvailable, undefined)
      assert.equal(budget?.spec.unhealthyPodEvictionPolicy, 'AlwaysAllow')
    })

    it('takes no old pod away before a new one is ready', () => {
      for (const { kind, spec } of served()) {
        if (kind === 'Rollout') {
          const { canary, blueGreen } = spec.strategy as Record<string, { maxUnavailable?: number }>
          assert.equal(canary === undefined, strategy === 'blue-green')
          assert.equal(blueGreen === undefined, strategy === 'canary')
          if (canary) assert.equal(canary.maxUnavailable, 0)
        } else assert.deepEqual(spec.strategy, { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } })
      }
    })
  })
}
