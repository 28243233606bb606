// Owner: paved-road
// The cluster, through kubectl: started with arguments, never through a shell, and told objects on standard input.
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Place, ReleaseError } from '../target.ts'
import type { Manifest } from './manifests.ts'

const POLL_MS = 1000
const ANSWER_LIMIT_BYTES = 64 * 2 ** 20
/** Of server-side apply: what is applied here is ours, whoever wrote it before. */
const APPLY = [
  'apply',
  '--server-side',
  '--force-conflicts',
  '--field-manager=paved-road-release',
  '--filename=-',
]

export type Kubectl = ReturnType<typeof kubectlAt>

export function kubectlAt({ namespace, context, patience }: Place) {
  const where = [
    ...(namespace ? [`--namespace=${namespace}`] : []),
    ...(context ? [`--context=${context}`] : []),
  ]

  function attempt(args: readonly string[], input = '') {
    const { status, error, stdout, stderr } = spawnSync('kubectl', [...where, ...args], {
      input,
      encoding: 'utf8',
      maxBuffer: ANSWER_LIMIT_BYTES,
    })
    if ((error as NodeJS.ErrnoException)?.code === 'ENOENT')
      throw new ReleaseError(
        'RELEASE_KUBECTL_MISSING',
        'kubectl',
        'is not on PATH',
        'install it: https://kubernetes.io/docs/tasks/tools/',
      )
    const said = stderr.trim().split('\n').at(-1) ?? ''
    return { ok: status === 0, stdout, said: error ? String(error) : said }
  }

  function run(args: readonly string[], input?: string): string {
    const { ok, stdout, said } = attempt(args, input)
    if (!ok) throw failed(args, said)
    return stdout
  }

  return {
    apply: (...items: readonly Manifest[]): void =>
      void run(APPLY, JSON.stringify({ apiVersion: 'v1', kind: 'List', items })),

    /** Undefined if there is none. */
    get<T extends Manifest>(kind: string, name: string): T | undefined {
      const text = run(['get', kind, name, '--ignore-not-found', '--output=json'])
      return text.trim() === '' ? undefined : (JSON.parse(text) as T)
    },

    list<T extends Manifest>(kind: string, labels: Readonly<Record<string, string>>): T[] {
      const selector = Object.entries(labels).map((pair) => pair.join('='))
      return JSON.parse(run(['get', kind, `--selector=${selector.join(',')}`, '--output=json'])).items
    },

    remove: (kind: string, name: string): void =>
      void run(['delete', kind, name, '--ignore-not-found', '--wait=true']),

    patchStatus: (kind: string, name: string, status: object): void =>
      void run([
        'patch',
        kind,
        name,
        '--subresource=status',
        '--type=merge',
        `--patch=${JSON.stringify({ status })}`,
      ]),

    scale: (name: string, replicas: number): void =>
      void run(['scale', `deployment/${name}`, `--replicas=${replicas}`]),

    /** @throws RELEASE_NOT_READY if it does not come up in time. */
    ready(name: string): void {
      const args = ['rollout', 'status', `deployment/${name}`, `--timeout=${patience}s`]
      const { ok, said } = attempt(args)
      if (!ok) throw /timed out|progress deadline/.test(said) ? notReady(name, said) : failed(args, said)
    },

    /** Asks until `look` has an answer; undefined after as long as the patience lasts. */
    async wait<T>(look: () => T | undefined): Promise<T | undefined> {
      const until = Date.now() + patience * 1000
      for (;;) {
        const answer = look()
        if (answer !== undefined || Date.now() > until) return answer
        await sleep(POLL_MS)
      }
    },
  }
}

function failed([verb]: readonly string[], said: string): ReleaseError {
  const remedy = 'see that the cluster can be reached and this user may do that, then repeat the command'
  return new ReleaseError('RELEASE_KUBECTL_FAILED', `kubectl ${verb}`, `failed (${said})`, remedy)
}

export const notReady = (name: string, said: string): ReleaseError =>
  new ReleaseError(
    'RELEASE_NOT_READY',
    name,
    `did not become ready (${said})`,
    'what served before still does; see its events and logs, then "rollback", or repeat the command',
  )
