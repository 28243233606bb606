// Owner: paved-road
// Argo Rollouts: the controller takes the steps and asks the judge; what is done here is to say which version is wanted,
// and to hear what became of it.
import { type Kubectl, kubectlAt, notReady } from '../kubernetes/kubectl.ts'
import {
  imageIn,
  type Manifest,
  type PodTemplate,
  readManifest,
  readManifests,
  versionIn,
  type Workload,
  withImage,
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
  ReleaseError,
  type Report,
  say,
  type Target,
  unknownVersion,
  type Version,
} from '../target.ts'

const ROLLOUTS = 'rollouts.argoproj.io'
/** A container puts it behind its version by itself: rollout.yaml. */
const SUFFIX = '$(VERSION_SUFFIX)'
/** What the analysis reads. */
const ANNOTATIONS = { version: 'paved-road/version', baseline: 'paved-road/baseline' } as const
const POD_HASH = 'rollouts-pod-template-hash'

interface Rollout extends Workload {
  readonly metadata: Workload['metadata'] & { readonly generation?: number }
  readonly spec: Workload['spec'] & { readonly strategy: object }
  readonly status?: {
    readonly observedGeneration?: string
    readonly phase?: string
    readonly message?: string
    readonly abort?: boolean
    readonly stableRS?: string
    readonly currentPodHash?: string
    readonly pauseConditions?: readonly { readonly reason: string }[]
  }
}

interface ReplicaSet extends Workload {
  readonly metadata: Workload['metadata'] & {
    readonly ownerReferences?: readonly { readonly kind: string }[]
  }
}

interface Analysis extends Manifest {
  readonly spec: {
    readonly metrics?: readonly { readonly provider: { readonly job?: Pick<Workload, 'spec'> } }[]
  }
}

export const targetAt = (place: Place): Target => new Rollouts(kubectlAt(place), place.judge)

class Rollouts implements Target {
  readonly #kubectl: Kubectl
  /** As the files have it, for a new version. */
  readonly #fresh = readManifest<Rollout>('rollouts/rollout.yaml', 'Rollout')

  readonly #judge: string | undefined

  constructor(kubectl: Kubectl, judge: string | undefined) {
    this.#kubectl = kubectl
    this.#judge = judge
  }

  async install(version: Version): Promise<Report> {
    const live = this.#live()
    assertInstalls(version.version, live && wanted(live))
    await this.#release(version, version.version, live)
    return this.#settled(version.version)
  }

  async canary(version: Version): Promise<Report> {
    const live = this.#installed()
    const isUnderWay = !isSettled(live)
    const before = isUnderWay ? beforeOf(live) : wanted(live)
    assertBegins(version.version, before, isUnderWay ? wanted(live) : undefined)
    await this.#release(version, before, live)
    return { baseline: version.strategy === 'canary' ? before + BASELINE : before, canary: version.version }
  }

  /** Without waiting for the judge. */
  async promote(version: string): Promise<Report> {
    const live = this.#installed()
    if (wanted(live) !== version) throw unknownVersion(version, beforeOf(live))
    // The controller forgets the wish if it has not seen yet that there is something to promote.
    const seen = await this.#kubectl.wait(() => seenBy(this.#installed()))
    if (seen?.status?.abort) throw rolledBack(version, seen)
    if (seen && !isSettled(seen)) this.#kubectl.patchStatus(ROLLOUTS, this.#name, { promoteFull: true })
    return this.#settled(version)
  }

  async rollback(version: string): Promise<Report> {
    const live = this.#installed()
    const before = beforeOf(live)
    if (wanted(live) === version) this.#goBack(version, before, live)
    // Else it may be on its way back already, or was never there.
    else if (wanted(live) !== before && !isSettled(live)) throw unknownVersion(version, before)
    return this.#settled(wanted(this.#installed()))
  }

  async watch(version: string): Promise<Report> {
    if (wanted(this.#installed()) !== version) throw unknownVersion(version, beforeOf(this.#installed()))
    const end = await this.#kubectl.wait(() => ended(this.#installed()))
    if (end === undefined) throw undecided(version, 'it goes on, but the patience was at its end')
    if (end.status?.phase === 'Healthy') return { stable: version }
    throw end.status?.phase === 'Paused' ? undecided(version, end.status.message) : rolledBack(version, end)
  }

  async status(): Promise<Report> {
    const live = this.#installed()
    const unseen = { phase: 'Progressing', message: 'the controller has not looked yet' }
    const { phase, message } = seenBy(live)?.status ?? unseen
    return {
      version: wanted(live),
      before: beforeOf(live),
      image: imageIn(live),
      replicas: live.spec.replicas,
      under_way: !isSettled(live),
      phase,
      message,
    }
  }

  async #release(version: Version, before: string, live: Rollout | undefined): Promise<void> {
    const own = ['rollouts/service.yaml', 'rollouts/analysis.yaml', 'rollouts/blue-green.yaml'].flatMap(
      (path) => readManifests<Manifest>(path).filter(({ kind }) => kind !== 'Rollout'),
    )
    await prepare(
      this.#kubectl,
      version,
      own.map((manifest) => withJudge(manifest, this.#judge)),
    )
    const { strategy } = version.strategy === 'blue-green' ? blueGreen().spec : this.#fresh.spec
    const next = withVersion(this.#fresh, version, SUFFIX)
    say(`rollout: ${version.version}, by ${version.strategy}`)
    this.#want({ ...next, spec: { ...next.spec, strategy } }, { version: version.version, before, live })
  }

  /** To pods that there were before: the controller takes no steps for that, and judges nothing. */
  #goBack(version: string, before: string, live: Rollout): void {
    const old = this.#kubectl
      .list<ReplicaSet>('replicaset', this.#fresh.spec.template.metadata.labels)
      .filter(({ metadata }) => metadata.ownerReferences?.some(({ kind }) => kind === 'Rollout'))
      .find((one) => versionIn(one) === before + SUFFIX)
    if (!old || before === version) throw nothingBefore(version)
    say(`rollout: back to ${before}`)
    const { strategy } = live.spec
    const next = withTemplate(this.#fresh, withoutHash(old.spec.template))
    this.#want({ ...next, spec: { ...next.spec, strategy } }, { version: before, before, live })
  }

  #want(
    rollout: Rollout,
    { version, before, live }: { version: string; before: string; live: Rollout | undefined },
  ): void {
    const annotations = { [ANNOTATIONS.version]: version, [ANNOTATIONS.baseline]: before + BASELINE }
    const replicas = live?.spec.replicas ?? rollout.spec.replicas ?? 1
    this.#kubectl.apply({
      ...rollout,
      metadata: { ...rollout.metadata, annotations },
      spec: { ...rollout.spec, replicas },
    } as Rollout)
  }

  async #settled(version: string): Promise<Report> {
    const end = await this.#kubectl.wait(() => ended(this.#installed()))
    if (end?.status?.phase === 'Healthy') return { stable: version }
    throw notReady(this.#name, end?.status?.message ?? 'it goes on')
  }

  get #name(): string {
    return this.#fresh.metadata.name
  }

  #live(): Rollout | undefined {
    return this.#kubectl.get(ROLLOUTS, this.#name)
  }

  #installed(): Rollout {
    const live = this.#live()
    if (!live) throw notInstalled(this.#name)
    return live
  }
}

/** The same, with that image wherever it asks the judge. */
function withJudge(manifest: Manifest | Analysis, judge: string | undefined): Manifest {
  if (judge === undefined || !('spec' in manifest) || !manifest.spec.metrics) return manifest
  const metrics = manifest.spec.metrics.map((metric) => {
    const { job } = metric.provider
    return job ? { ...metric, provider: { job: withImage(job, judge) } } : metric
  })
  return { ...manifest, spec: { ...manifest.spec, metrics } } as Manifest
}

const blueGreen = (): Rollout => readManifest('rollouts/blue-green.yaml', 'Rollout')

const wanted = (rollout: Rollout): string => versionIn(rollout).replace(SUFFIX, '')

/** The version before the one that is wanted; the same if that is the first, or was gone back to. */
const beforeOf = (rollout: Rollout): string =>
  (rollout.metadata.annotations?.[ANNOTATIONS.baseline] ?? '').replace(BASELINE, '')

/** Undefined while the controller has not looked at what is wanted. */
const seenBy = (rollout: Rollout): Rollout | undefined =>
  rollout.status?.observedGeneration === String(rollout.metadata.generation) ? rollout : undefined

const isSettled = (rollout: Rollout): boolean =>
  seenBy(rollout)?.status?.stableRS !== undefined &&
  rollout.status?.stableRS === rollout.status?.currentPodHash

/** Undefined while it goes on; a pause of some minutes is one of its steps. */
function ended(rollout: Rollout): Rollout | undefined {
  const { phase, pauseConditions = [] } = seenBy(rollout)?.status ?? {}
  if (phase === 'Healthy') return isSettled(rollout) ? rollout : undefined
  if (phase === 'Degraded') return rollout
  return pauseConditions.some(({ reason }) => reason.startsWith('Inconclusive')) ? rollout : undefined
}

function withoutHash({ metadata, spec }: PodTemplate): PodTemplate {
  const { [POD_HASH]: _, ...labels } = metadata.labels
  return { metadata: { labels }, spec }
}

const rolledBack = (version: string, { status }: Rollout): ReleaseError =>
  new ReleaseError(
    'RELEASE_ROLLED_BACK',
    version,
    `was taken back (${status?.message ?? 'no reason is given'})`,
    `"rollback --version ${version}" makes the version before it the wanted one again`,
  )

const undecided = (version: string, why = 'no reason is given'): ReleaseError =>
  new ReleaseError(
    'RELEASE_INCONCLUSIVE',
    version,
    `has shown too little to be judged (${why})`,
    'look at it, then "promote" or "rollback" it; until then it keeps its share of the traffic',
  )
