// Owner: paved-road
// Plain Kubernetes behind a Gateway: three Deployments of one service, and a route that weighs them. Nothing is kept
// beside the cluster: each step looks at what is there and goes on.
import { type Kubectl, kubectlAt } from '../kubernetes/kubectl.ts'
import {
  imageIn,
  type Manifest,
  readManifest,
  readManifests,
  versionIn,
  type Workload,
  withTemplate,
  withVersion,
} from '../kubernetes/manifests.ts'
import { prepare } from '../kubernetes/prepare.ts'
import {
  assertBegins,
  assertInstalls,
  BASELINE,
  nothingBefore,
  notInstalled,
  type Place,
  type Report,
  say,
  type Target,
  TRACKS,
  type Track,
  unknownVersion,
  type Version,
  WEIGHTS,
  type Weights,
} from '../target.ts'

const ROUTES = 'httproutes.gateway.networking.k8s.io'
const TRACK = 'paved-road/track'

interface Deployment extends Workload {
  readonly spec: Workload['spec'] & { readonly selector: { readonly matchLabels: Record<string, string> } }
  readonly status?: { readonly availableReplicas?: number }
}

interface Route extends Manifest {
  readonly spec: { readonly rules: readonly { readonly backendRefs: readonly Backend[] }[] }
}
interface Backend {
  readonly name: string
  readonly weight: number
}

export const targetAt = (place: Place): Target => new Gateway(kubectlAt(place))

class Gateway implements Target {
  readonly #kubectl: Kubectl
  /** As the files have it, for a new version. */
  readonly #fresh = readManifest<Deployment>('gateway/workload.yaml', 'Deployment')
  readonly #route = readManifest<Route>('gateway/route.yaml', 'HTTPRoute')

  constructor(kubectl: Kubectl) {
    this.#kubectl = kubectl
  }

  async install(version: Version): Promise<Report> {
    const { stable } = this.#tracks()
    assertInstalls(version.version, stable && versionIn(stable))
    await prepare(this.#kubectl, version, readManifests('gateway/services.yaml'))
    const replicas = stable?.spec.replicas ?? this.#fresh.spec.replicas ?? 1
    this.#start('stable', withVersion(this.#fresh, version), replicas)
    this.#kubectl.ready(this.#name('stable'))
    if (!this.#kubectl.get(ROUTES, this.#route.metadata.name)) this.#weigh(WEIGHTS.alone)
    return { stable: version.version }
  }

  async canary(version: Version): Promise<Report> {
    const { stable, canary } = this.#tracks()
    if (!stable) throw notInstalled(this.#name('stable'))
    const before = versionIn(stable)
    assertBegins(version.version, before, isUp(canary) ? versionIn(canary) : undefined)
    await prepare(this.#kubectl, version, readManifests('gateway/services.yaml'))

    const blueGreen = version.strategy === 'blue-green'
    const full = stable.spec.replicas ?? 1
    const replicas = blueGreen ? full : Math.max(1, Math.round((full * WEIGHTS.canary.canary) / 100))
    // Of blue-green none runs, but it keeps what was stable, for a rollback after the promotion.
    this.#start('baseline', withVersion(stable, { version: before + BASELINE }), blueGreen ? 0 : replicas)
    this.#start('canary', withVersion(this.#fresh, version), replicas)
    for (const track of blueGreen ? (['canary'] as const) : (['baseline', 'canary'] as const))
      this.#kubectl.ready(this.#name(track))
    this.#weigh(WEIGHTS[version.strategy])
    return { baseline: blueGreen ? before : before + BASELINE, canary: version.version }
  }

  async promote(version: string): Promise<Report> {
    const { stable, canary } = this.#tracks()
    if (!stable) throw notInstalled(this.#name('stable'))
    if (isUp(canary) && versionIn(canary) === version) {
      // What was judged is what is promoted.
      this.#start('stable', canary, stable.spec.replicas ?? 1)
      this.#kubectl.ready(this.#name('stable'))
    } else if (versionIn(stable) !== version) throw unknownVersion(version, versionIn(stable))
    this.#leaveAlone()
    return { stable: version }
  }

  async rollback(version: string): Promise<Report> {
    const { stable, baseline, canary } = this.#tracks()
    if (!stable) throw notInstalled(this.#name('stable'))
    if (versionIn(stable) === version) return this.#restore(version, stable, baseline)
    // Nothing of it may be there, if it ended before it began: then what did begin is taken away.
    if (isUp(canary) && versionIn(canary) !== version) throw unknownVersion(version, versionIn(stable))
    this.#leaveAlone()
    return { stable: versionIn(stable) }
  }

  async status(): Promise<Report> {
    const { stable, baseline, canary } = this.#tracks()
    const weights = this.#weights()
    const of = (deployment: Deployment | undefined, weight: number) =>
      deployment && {
        version: versionIn(deployment),
        image: imageIn(deployment),
        replicas: deployment.spec.replicas ?? 0,
        available: deployment.status?.availableReplicas ?? 0,
        weight,
      }
    return {
      stable: of(stable, weights.stable),
      baseline: of(baseline, weights.baseline),
      canary: of(canary, weights.canary),
      under_way: isUp(canary),
    }
  }

  /** The version was promoted, or that was begun: the baseline is a copy of what was there before. */
  async #restore(version: string, stable: Deployment, baseline: Deployment | undefined): Promise<Report> {
    const before = baseline && versionIn(baseline).replace(BASELINE, '')
    if (!baseline || !before || before === version) throw nothingBefore(version)
    // First away from the canary, which is the same version: the stable pods are all there, of whatever version.
    this.#weigh(WEIGHTS.alone)
    this.#start('stable', withVersion(baseline, { version: before }), stable.spec.replicas ?? 1)
    this.#kubectl.ready(this.#name('stable'))
    this.#leaveAlone()
    return { stable: before }
  }

  #leaveAlone(): void {
    const { canary, baseline } = this.#tracks()
    this.#weigh(WEIGHTS.alone)
    for (const deployment of [canary, baseline])
      if (isUp(deployment)) this.#kubectl.scale(deployment.metadata.name, 0)
  }

  #name(track: Track): string {
    return this.#fresh.metadata.name.replace(/stable$/, track)
  }

  #tracks(): Record<Track, Deployment | undefined> {
    const { [TRACK]: _, ...labels } = this.#fresh.spec.selector.matchLabels
    const there = this.#kubectl.list<Deployment>('deployment', labels)
    const found = TRACKS.map((track) => [
      track,
      there.find(({ metadata }) => metadata.name === this.#name(track)),
    ])
    return Object.fromEntries(found)
  }

  /** A Deployment of that track with the pods of `like`; what is not said in the files stays as it is there. */
  #start(track: Track, like: Deployment, replicas: number): void {
    say(`${track}: ${versionIn(like)}, ${replicas} replicas`)
    const { template } = like.spec
    const labels = { ...template.metadata.labels, [TRACK]: track }
    const { metadata, spec } = this.#fresh
    const deployment: Deployment = {
      ...this.#fresh,
      metadata: { ...metadata, name: this.#name(track), labels: { ...metadata.labels, [TRACK]: track } },
      spec: {
        ...spec,
        replicas,
        selector: { matchLabels: { ...spec.selector.matchLabels, [TRACK]: track } },
      },
    }
    this.#kubectl.apply(withTemplate(deployment, { ...template, metadata: { labels } }))
  }

  #weigh(weights: Weights): void {
    say(`traffic: ${TRACKS.map((track) => `${track} ${weights[track]} %`).join(', ')}`)
    const rules = this.#route.spec.rules.map((rule) => ({
      ...rule,
      backendRefs: rule.backendRefs.map((backend) => ({ ...backend, weight: weights[trackOf(backend)] })),
    }))
    this.#kubectl.apply({ ...this.#route, spec: { ...this.#route.spec, rules } } as Route)
  }

  #weights(): Weights {
    const backends = this.#kubectl.get<Route>(ROUTES, this.#route.metadata.name)?.spec.rules[0]?.backendRefs
    const found = (backends ?? []).map((backend) => [trackOf(backend), backend.weight])
    return { ...WEIGHTS.alone, ...Object.fromEntries(found) }
  }
}

const isUp = (deployment: Deployment | undefined): deployment is Deployment =>
  deployment !== undefined && (deployment.spec.replicas ?? 0) > 0

function trackOf({ name }: Backend): Track {
  const track = TRACKS.find((one) => name.endsWith(`-${one}`))
  if (!track) throw new Error(`deploy/gateway/route.yaml leads to ${name}, which is no track`)
  return track
}
