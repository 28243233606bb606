// Owner: paved-road
// What comes before any pod of a new version: what surrounds it, and the schema that it needs.
import { ReleaseError, say, type Version } from '../target.ts'
import { type Kubectl, notReady } from './kubectl.ts'
import { type Manifest, migrationOf, surroundings, type Workload } from './manifests.ts'

interface Job extends Workload {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/** `own` is applied besides what every target has. */
export async function prepare(kubectl: Kubectl, version: Version, own: readonly Manifest[]): Promise<void> {
  kubectl.apply(...surroundings(), ...own)
  await migrate(kubectl, version)
}

/** A migration that failed is tried anew, one that is done is not. */
async function migrate(kubectl: Kubectl, version: Version): Promise<void> {
  const job = migrationOf(version)
  const { name } = job.metadata
  const outcome = () => {
    const conditions = kubectl.get<Job>('job', name)?.status?.conditions ?? []
    return conditions.find(({ type, status }) => /^(Complete|Failed)$/.test(type) && status === 'True')?.type
  }
  const before = outcome()
  if (before === 'Complete') return
  if (before === 'Failed') kubectl.remove('job', name)
  say(`migrating to ${version.version} (job ${name})`)
  kubectl.apply(job)
  const after = await kubectl.wait(outcome)
  if (after === 'Complete') return
  if (after === undefined) throw notReady(name, 'it has not ended yet')
  throw new ReleaseError(
    'RELEASE_MIGRATION_FAILED',
    name,
    `could not bring the schema to ${version.version}, and no pod of it was started`,
    `see "kubectl logs job/${name}", then repeat the command`,
  )
}
