// The questions, as data: both shells make their prompts and flags from this list.
import { CodedError, quoted } from './errors.ts'
import { assertKebab, assertServiceName } from './names.ts'

export const TIERS = ['critical', 'standard', 'internal'] as const
export const CI_PROVIDERS = ['github', 'gitlab', 'none'] as const
/** Folders of deploy/; `kubernetes` there is common to the first two. */
export const DEPLOY_TARGETS = ['gateway', 'rollouts', 'host', 'none'] as const

export interface Answers {
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly onCall: string
  readonly tier: (typeof TIERS)[number]
  readonly ci: (typeof CI_PROVIDERS)[number]
  readonly deploy: (typeof DEPLOY_TARGETS)[number]
  readonly api: string
  readonly console: string
  readonly repository: string
  readonly grafana: string
}

/** Where the local console listens when nothing else is said, and where links lead when nothing is given. */
const LOCAL_CONSOLE = 'http://127.0.0.1:4318'

export interface Question {
  readonly key: keyof Answers
  /** Without the dashes. */
  readonly flag: string
  readonly ask: string
  readonly help: string
  readonly choices?: readonly string[]
  /** The default, from what is answered already; the name alone has none. */
  readonly fallback?: (known: Answers) => string
  /** Throws a coded error that names `place`. */
  readonly check: (value: string, place: string) => void
}

export const QUESTIONS: readonly Question[] = [
  {
    key: 'name',
    flag: 'name',
    ask: 'Name of the service',
    help: 'lower-case words with hyphens, such as shop-api',
    check: assertServiceName,
  },
  {
    key: 'description',
    flag: 'description',
    ask: 'What it does, in one line',
    help: 'one line of text',
    fallback: ({ name }) => `The ${name} service.`,
    check: assertDescription,
  },
  {
    key: 'owner',
    flag: 'owner',
    ask: 'Team that owns it',
    help: 'the team, such as team-a',
    fallback: ({ name }) => `team-${name}`,
    check: (value, place) =>
      assertKebab(value, place, { code: 'ANSWER_INVALID', max: 60, example: 'team-a' }),
  },
  {
    key: 'onCall',
    flag: 'on-call',
    ask: 'Who is called when it fails',
    help: 'an e-mail address, a URL, or the name of a rota or channel',
    fallback: ({ owner }) => owner,
    check: assertContact,
  },
  {
    key: 'tier',
    flag: 'tier',
    ask: 'Service tier, which sets its objectives',
    help: 'critical (99.95 %), standard (99.9 %) or internal (99.5 %)',
    choices: TIERS,
    fallback: () => 'standard',
    check: (value, place) => assertChoice(value, place, TIERS),
  },
  {
    key: 'ci',
    flag: 'ci',
    ask: 'CI provider',
    help: 'github, gitlab or none',
    choices: CI_PROVIDERS,
    fallback: () => 'github',
    check: (value, place) => assertChoice(value, place, CI_PROVIDERS),
  },
  {
    key: 'deploy',
    flag: 'deploy',
    ask: 'Where it is released to',
    help: 'gateway (Kubernetes with a Gateway and nothing else), rollouts (with Argo Rollouts), host (one machine) or none',
    choices: DEPLOY_TARGETS,
    // The one that needs nothing installed in the cluster but what routes its traffic anyway.
    fallback: () => 'gateway',
    check: (value, place) => assertChoice(value, place, DEPLOY_TARGETS),
  },
  {
    key: 'api',
    flag: 'api',
    ask: 'Name of its API',
    help: 'the name in OpenAPI and in error types',
    fallback: ({ name }) => name,
    check: (value, place) =>
      assertKebab(value, place, { code: 'ANSWER_INVALID', max: 60, example: 'shop-api' }),
  },
  {
    key: 'console',
    flag: 'console',
    ask: 'URL of the telemetry console',
    help: 'where links to traces lead',
    fallback: () => LOCAL_CONSOLE,
    check: assertUrl,
  },
  {
    key: 'repository',
    flag: 'repository',
    ask: 'URL of its repository',
    help: 'where links to code lead, and whose organisation CODEOWNERS names; the console if not given',
    fallback: ({ console }) => console,
    check: assertUrl,
  },
  {
    key: 'grafana',
    flag: 'grafana',
    ask: 'URL of Grafana',
    help: 'where links to dashboards lead; the console if not given',
    fallback: ({ console }) => console,
    check: assertUrl,
  },
]

/** Those without an answer among `given`. */
export const unanswered = (given: Partial<Answers>): readonly Question[] =>
  QUESTIONS.filter(({ key }) => given[key] === undefined)

/** Checks what is given and fills in defaults for the rest; `place` says where an answer comes from. */
export function completeAnswers(
  given: Partial<Answers>,
  place: (question: Question) => string = ({ flag }) => `--${flag}`,
): Answers {
  const answers: Partial<Record<keyof Answers, string>> = {}
  for (const question of QUESTIONS) {
    const value = normal(question, given[question.key] ?? question.fallback?.(answers as Answers))
    if (value === undefined) throw missing([place(question)])
    question.check(value, place(question))
    answers[question.key] = value
  }
  return answers as unknown as Answers
}

export function missing(places: readonly string[]): CodedError {
  const one = places.length === 1
  return new CodedError('ANSWER_MISSING', {
    place: places.join(' '),
    message: `${one ? 'is' : 'are'} not answered, and there is no terminal to ask on`,
    remedy: places.some((place) => /name/.test(place))
      ? 'give the name, and --yes to take the defaults of the rest'
      : `give ${one ? 'it' : 'them'}, or --yes to take the defaults`,
  })
}

/** Only what cannot be meant is taken away: a name with a newline in it is refused, not repaired. */
function normal({ key, check }: Question, value: string | undefined): string | undefined {
  if (key === 'description') return value?.trim()
  return check === assertUrl ? value?.replace(/\/+$/, '') : value
}

function assertChoice(value: string, place: string, choices: readonly string[]): void {
  if (choices.includes(value)) return
  throw new CodedError('ANSWER_INVALID', {
    place,
    message: `${quoted(value)} is not one of the choices`,
    remedy: `use ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
  })
}

/** Free text goes into YAML, JSON and Markdown: those encode it, so it may hold anything that is one plain line. */
function assertDescription(value: string, place: string): void {
  const fits = value.length <= 200 && /^[\p{L}\p{N}"'(]/u.test(value)
  // Control characters break lines; the others reorder what a reader sees (https://trojansource.codes).
  if (fits && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(value)) return
  throw new CodedError('ANSWER_INVALID', {
    place,
    message: `${quoted(value)} is not one line of text`,
    remedy: 'use at most 200 characters on one line, from a letter or digit on',
  })
}

const EMAIL = /^[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/
const HANDLE = /^[A-Za-z][A-Za-z0-9._-]*$/

function assertContact(value: string, place: string): void {
  if (value.length <= 200 && (EMAIL.test(value) || HANDLE.test(value) || isUrl(value))) return
  throw new CodedError('ANSWER_INVALID', {
    place,
    message: `${quoted(value)} is not a contact`,
    remedy: 'use an e-mail address, an https URL, or a name of letters, digits, dots and hyphens',
  })
}

/** Characters that need no quoting in any file they are put into. */
const URL_FORM =
  /^https?:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?(?:\/[A-Za-z0-9._~%+@/-]*)?$/

const isUrl = (value: string): boolean => URL_FORM.test(value) && URL.canParse(value)

function assertUrl(value: string, place: string): void {
  if (value.length <= 200 && isUrl(value)) return
  throw new CodedError('ANSWER_INVALID', {
    place,
    message: `${quoted(value)} is not a base URL`,
    remedy: 'use http:// or https://, a host and perhaps a path, such as https://grafana.example.org',
  })
}
