// The one table of what differs between the template and a service stamped from it: what stands in the template,
// what takes its place, and the files it occurs in. test/substitutions.test.ts holds template and table to each other.
import type { Answers } from './answers.ts'
import { encode } from './encode.ts'
import { titleCase } from './names.ts'

export interface Substitution {
  readonly id: string
  readonly find: string
  readonly replace: (answers: Answers) => string
  /** `every`: wherever it stands. */
  readonly files: 'every' | readonly string[]
  /** Put in as it stands, being words of ours and no answer's. */
  readonly verbatim?: true
}

/** The answers that the template itself is stamped from. */
export const TEMPLATE_ANSWERS: Answers = {
  name: 'acme-orders',
  description: 'Takes orders and says where they are.',
  owner: 'team-acme',
  onCall: 'oncall@acme.example',
  tier: 'standard',
  ci: 'github',
  deploy: 'gateway',
  api: 'acme-api',
  console: 'https://console.acme.example',
  repository: 'https://code.acme.example/acme/orders',
  grafana: 'https://grafana.acme.example',
}

/** Files of deploy/ that name the service to where it runs. */
const MANIFESTS = [
  'deploy/gateway/route.yaml',
  'deploy/gateway/services.yaml',
  'deploy/gateway/workload.yaml',
  'deploy/host/compose.yaml',
  'deploy/kubernetes/access.yaml',
  'deploy/kubernetes/disruption.yaml',
  'deploy/kubernetes/migrate.yaml',
  'deploy/kubernetes/monitor.yaml',
  'deploy/kubernetes/network.yaml',
  'deploy/rollouts/analysis.yaml',
  'deploy/rollouts/blue-green.yaml',
  'deploy/rollouts/judge.Dockerfile',
  'deploy/rollouts/rollout.yaml',
  'deploy/rollouts/service.yaml',
] as const

/** Objectives of each tier, as shares: requests answered without a failure of ours, and in time. */
export const OBJECTIVES = {
  critical: { availability: '0.9995', latency: '0.99' },
  standard: { availability: '0.999', latency: '0.99' },
  internal: { availability: '0.995', latency: '0.95' },
} as const satisfies Record<Answers['tier'], object>

export const SUBSTITUTIONS: readonly Substitution[] = [
  {
    id: 'name',
    find: TEMPLATE_ANSWERS.name,
    replace: ({ name }) => name,
    files: [
      '.github/workflows/ci.yml',
      '.gitlab-ci.yml',
      'catalog-info.yaml',
      ...MANIFESTS,
      'package-lock.json',
      'package.json',
      'slo.yaml',
    ],
  },
  { id: 'title', find: 'Acme Orders', replace: ({ name }) => titleCase(name), files: ['README.md'] },
  {
    id: 'description',
    find: TEMPLATE_ANSWERS.description,
    replace: ({ description }) => description,
    files: ['README.md', 'catalog-info.yaml', 'package.json'],
  },
  {
    id: 'owner of a file',
    find: 'Owner: team-acme',
    replace: ({ owner }) => `Owner: ${owner}`,
    files: 'every',
    verbatim: true,
  },
  {
    id: 'owner',
    find: TEMPLATE_ANSWERS.owner,
    replace: ({ owner }) => owner,
    files: ['LICENSE', 'README.md', 'catalog-info.yaml', 'slo.yaml'],
  },
  {
    id: 'code owner',
    find: '* @acme/team-acme',
    replace: codeOwner,
    files: ['CODEOWNERS'],
    verbatim: true,
  },
  {
    id: 'on-call',
    find: TEMPLATE_ANSWERS.onCall,
    replace: ({ onCall }) => onCall,
    files: ['README.md', 'catalog-info.yaml', 'slo.yaml'],
  },
  {
    id: 'tier',
    find: 'tier: standard',
    replace: ({ tier }) => `tier: ${tier}`,
    files: ['catalog-info.yaml', 'slo.yaml'],
    verbatim: true,
  },
  {
    id: 'tier, in words',
    find: 'service tier "standard"',
    replace: ({ tier }) => `service tier "${tier}"`,
    files: ['slo.yaml'],
    verbatim: true,
  },
  {
    id: 'availability objective',
    find: `target: ${OBJECTIVES.standard.availability}\n`,
    replace: ({ tier }) => `target: ${OBJECTIVES[tier].availability}\n`,
    files: ['slo.yaml'],
    verbatim: true,
  },
  {
    id: 'latency objective',
    find: `target: ${OBJECTIVES.standard.latency}\n`,
    replace: ({ tier }) => `target: ${OBJECTIVES[tier].latency}\n`,
    files: ['slo.yaml'],
    verbatim: true,
  },
  {
    id: 'api',
    find: TEMPLATE_ANSWERS.api,
    replace: ({ api }) => api,
    files: [
      'catalog-info.yaml',
      'docs/openapi.json',
      'src/platform/http/openapi.ts',
      'src/platform/http/problems.ts',
    ],
  },
  {
    id: 'repository',
    find: TEMPLATE_ANSWERS.repository,
    replace: ({ repository }) => repository,
    files: ['README.md', 'catalog-info.yaml', 'slo.yaml'],
  },
  {
    id: 'grafana',
    find: TEMPLATE_ANSWERS.grafana,
    replace: ({ grafana }) => grafana,
    files: ['README.md', 'catalog-info.yaml', 'slo.yaml'],
  },
  {
    id: 'console',
    find: TEMPLATE_ANSWERS.console,
    replace: ({ console }) => console,
    files: ['README.md', 'catalog-info.yaml', 'slo.yaml'],
  },
]

/**
 * GitHub and GitLab take `@a` for a user and `@a/b` for a team of an organisation or group, which is what a
 * repository's path begins with. Where it was not given it is the console's, and says nothing.
 */
function codeOwner({ owner, repository, console }: Answers): string {
  const [organisation = '', project] = new URL(repository).pathname.split('/').filter(Boolean)
  if (repository !== console && project && /^[A-Za-z0-9][\w.-]*$/.test(organisation))
    return `* @${organisation}/${owner}`
  return `# Put your organisation and a slash in front of the team: as it stands, it is taken for a user.\n* @${owner}`
}

/**
 * `content` of the file at `path` with every row of `table` applied in one pass, so that what is put in is never
 * searched again.
 */
export function substitute(
  path: string,
  content: string,
  answers: Answers,
  table: readonly Substitution[] = SUBSTITUTIONS,
): string {
  // The longest first: "Owner: team-acme" is tried before "team-acme".
  const rows = table
    .filter(({ files }) => files === 'every' || files.includes(path))
    .toSorted((a, b) => b.find.length - a.find.length)
  if (!rows.some(({ find }) => content.includes(find))) return content
  const pattern = new RegExp(
    rows.map(({ find }) => find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'),
    'g',
  )
  return content.replace(pattern, (found, at: number) => {
    const row = rows.find(({ find }) => find === found)
    if (!row) return found
    const value = row.replace(answers)
    if (row.verbatim) return value
    return encode(value, { path, before: content.slice(0, at), after: content.slice(at + found.length) })
  })
}
