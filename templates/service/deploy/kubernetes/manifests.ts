// Owner: paved-road
// The manifests beside this file, and what a release changes of them. Edited as structures, never as text.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import type { Version } from '../target.ts'

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
}

interface Metadata {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly spec: { readonly containers: readonly Container[] }
}

interface Container {
  readonly image: string
  readonly env: readonly { readonly name: string; readonly value?: string }[]
}

/** What has pods: a Deployment, a Job, a Rollout. */
export interface Workload extends Manifest {
  readonly spec: { readonly template: PodTemplate; readonly replicas?: number }
  readonly status?: unknown
}

/** Longest name of a Job, which is a label of its pods. */
const NAME_MAX = 63
/** Applied by hand, where nothing else writes it: the file says why. */
const BY_HAND = 'monitor.yaml'
const OF_A_VERSION = 'migrate.yaml'

export const readManifests = <T extends Manifest>(path: string): T[] =>
  parseAllDocuments(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).map(
    (document) => document.toJS() as T,
  )

/** The one document of that kind in a file. */
export function readManifest<T extends Manifest>(path: string, kind: string): T {
  const found = readManifests<T>(path).find((manifest) => manifest.kind === kind)
  if (!found) throw new Error(`deploy/${path} holds no ${kind}`)
  return found
}

/** What every version shares. */
export const surroundings = (): Manifest[] =>
  readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.yaml') && file !== BY_HAND && file !== OF_A_VERSION)
    .flatMap((file) => readManifests(`kubernetes/${file}`))

/** Named by what it runs, since a Job cannot be changed: the same version migrates once. */
export function migrationOf({ image, version }: Version): Workload {
  const job = withVersion(readManifest<Workload>(`kubernetes/${OF_A_VERSION}`, 'Job'), { image, version })
  const digest = createHash('sha256').update(`${version} ${image}`).digest('hex').slice(0, 8)
  const name = `${job.metadata.name.slice(0, NAME_MAX - digest.length - 1)}-${digest}`
  return { ...job, metadata: { ...job.metadata, name } }
}

const VERSION = 'SERVICE_VERSION'

/** `suffix` is what a container puts behind its version by itself. */
export function withVersion<T extends Workload>(
  workload: T,
  { version, image }: { version: string; image?: string },
  suffix = '',
): T {
  const containers = workload.spec.template.spec.containers.map((container) => ({
    ...container,
    image: image ?? container.image,
    env: container.env.map((variable) =>
      variable.name === VERSION ? { ...variable, value: version + suffix } : variable,
    ),
  }))
  return withTemplate(workload, {
    ...workload.spec.template,
    spec: { ...workload.spec.template.spec, containers },
  })
}

export function withImage<T extends Pick<Workload, 'spec'>>(workload: T, image: string): T {
  const { template } = workload.spec
  const containers = template.spec.containers.map((container) => ({ ...container, image }))
  const spec = { ...template.spec, containers }
  return { ...workload, spec: { ...workload.spec, template: { ...template, spec } } }
}

export const withTemplate = <T extends Workload>(workload: T, template: PodTemplate): T => ({
  ...workload,
  spec: { ...workload.spec, template },
})

const containerOf = ({ spec }: { spec: { template: PodTemplate } }): Container => {
  const [container] = spec.template.spec.containers
  if (!container) throw new Error('a workload without a container')
  return container
}

export const versionIn = (workload: { spec: { template: PodTemplate } }): string =>
  containerOf(workload).env.find(({ name }) => name === VERSION)?.value ?? ''

export const imageIn = (workload: Workload): string => containerOf(workload).image
