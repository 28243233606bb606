// Owner: paved-road
// Releases this service to the place that it was stamped for:
//   node deploy/release.ts install|canary --image IMAGE --version VERSION [--strategy canary|blue-green] [--judge IMAGE]
//   node deploy/release.ts promote|rollback|watch --version VERSION
//   node deploy/release.ts status
// Reports JSON on standard output; deploy/README.md has the rest.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  type Place,
  ReleaseError,
  type Report,
  STRATEGIES,
  say,
  type Target,
  type Version,
} from './target.ts'

const OPTIONS = {
  image: { type: 'string' },
  version: { type: 'string' },
  strategy: { type: 'string', default: 'canary' },
  namespace: { type: 'string' },
  context: { type: 'string' },
  judge: { type: 'string' },
  patience: { type: 'string', default: '300' },
  target: { type: 'string' },
} as const

type Given = { readonly [K in keyof typeof OPTIONS]?: string | undefined }

const COMMANDS: Record<string, (target: Target, given: Given) => Promise<Report>> = {
  install: (target, given) => target.install(versionOf(given)),
  canary: (target, given) => target.canary(versionOf(given)),
  promote: (target, given) => target.promote(versionNumber(given)),
  rollback: (target, given) => target.rollback(versionNumber(given)),
  status: (target) => target.status(),
  watch: (target, given) => {
    if (!target.watch) throw usage('watch', 'is not for this target', 'judge with: npx paved-road canary run')
    return target.watch(versionNumber(given))
  },
}

try {
  const { command, given } = read(process.argv.slice(2))
  const target = await targetOf(given)
  process.stdout.write(`${JSON.stringify(await command(target, given))}\n`)
} catch (fault) {
  if (!(fault instanceof ReleaseError)) throw fault
  say(fault.message)
  process.exitCode = fault.exitCode
}

function read(args: string[]) {
  try {
    const { positionals, values } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const command = COMMANDS[positionals[0] ?? '']
    if (command && positionals.length === 1) return { command, given: values as Given }
  } catch (fault) {
    throw usage(args.join(' '), (fault as Error).message.split('\n')[0] ?? '', commands())
  }
  throw usage(args.join(' ') || 'nothing', 'is not a command', commands())
}

/** In a stamped service there is one; the template has all of them. */
async function targetOf({ target, namespace, context, judge, patience }: Given): Promise<Target> {
  const there = ['gateway', 'rollouts', 'host'].filter((name) =>
    existsSync(new URL(`./${name}/target.ts`, import.meta.url)),
  )
  const name = target ?? there[0] ?? ''
  if (!there.includes(name) || (target === undefined && there.length > 1))
    throw usage('--target', `${name} is not the one there is`, `give one of ${there.join(', ')}`)
  const seconds = Number(patience)
  if (!Number.isInteger(seconds) || seconds < 1)
    throw usage('--patience', `${patience} is not a number of seconds`, 'give a whole one, such as 300')
  if (judge !== undefined) assertImage('--judge', judge)
  const place: Place = { namespace, context, judge, patience: seconds }
  const { targetAt } = (await import(`./${name}/target.ts`)) as { targetAt: (place: Place) => Target }
  return targetAt(place)
}

function versionOf(given: Given): Version {
  const { image, strategy } = given
  const version = versionNumber(given)
  assertImage('--image', image)
  const known = STRATEGIES.find((one) => one === strategy)
  if (!known) throw usage('--strategy', `${strategy} is not one`, `give ${STRATEGIES.join(' or ')}`)
  return { image, version, strategy: known }
}

function assertImage(flag: string, image: string | undefined): asserts image is string {
  if (image && /^[a-z0-9][\w./:@-]*$/i.test(image)) return
  throw usage(flag, `${image ?? 'nothing'} is not an image`, 'give its full name, best with its digest')
}

/** A plus is what tells a baseline from the version that it is a copy of. */
function versionNumber({ version }: Given): string {
  if (version && /^[0-9A-Za-z][0-9A-Za-z._-]{0,62}$/.test(version)) return version
  const remedy = 'give letters, digits, dots and hyphens, such as 1.4.0'
  throw usage('--version', `${version ?? 'nothing'} is not a version`, remedy)
}

function commands(): string {
  return `give one of ${Object.keys(COMMANDS).join(', ')}, with flags that README.md lists`
}

function usage(place: string, message: string, remedy: string): ReleaseError {
  return new ReleaseError('RELEASE_USAGE', place, message, remedy)
}
