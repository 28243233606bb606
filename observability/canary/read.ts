// Samples and policies as they come in: nothing is judged that does not add up.
import { z } from 'zod'
import { type Code, CodedError } from '../cli/errors.ts'
import { POLICY_DEFAULTS, type Policy } from './policy.ts'
import type { Block, Samples } from './samples.ts'

const CASE_FIELDS = ['interval_s', 'baseline', 'canary', 'policy']

/** Ten weeks of minutes; whoever has more has something else in mind. */
export const MOST_BLOCKS = 100_000

/** Samples, and the policy if the object brings its own. Throws CANARY_SAMPLES_INVALID or CANARY_POLICY_INVALID. */
export function readCase(value: unknown, place: string): { samples: Samples; policy: Policy | undefined } {
  const at: Place = { code: 'CANARY_SAMPLES_INVALID', file: place, field: '' }
  const { interval_s, baseline, canary, policy } = fieldsOf(value, CASE_FIELDS, at)
  if (typeof interval_s !== 'number' || !(interval_s > 0 && interval_s <= 86_400))
    throw wrong(inside(at, 'interval_s'), interval_s, 'seconds of a block, above 0 and at most 86400')
  const arms = {
    baseline: blocksOf(baseline, inside(at, 'baseline')),
    canary: blocksOf(canary, inside(at, 'canary')),
  }
  if (arms.baseline.length !== arms.canary.length) {
    const lengths = `${arms.baseline.length} and ${arms.canary.length}`
    throw problem(
      at,
      `baseline and canary have ${lengths} blocks`,
      'give both arms the same blocks, in the order of time',
    )
  }
  const samples: Samples = { interval_s, ...arms }
  return { samples, policy: policy === undefined ? undefined : readPolicy(policy, place, 'policy') }
}

function blocksOf(value: unknown, at: Place): Block[] {
  if (!Array.isArray(value)) throw wrong(at, value, 'a list of blocks')
  if (value.length > MOST_BLOCKS) throw wrong(at, value.length, `at most ${MOST_BLOCKS} blocks`)
  const blocks = value.map((block, index) => blockOf(block, inside(at, index)))
  const bounds = new Set(blocks.flatMap(({ slow }) => Object.keys(slow ?? {})))
  for (const [index, { slow, gap }] of blocks.entries())
    for (const bound of bounds)
      if (gap === undefined && slow?.[bound] === undefined)
        throw wrong(
          inside(inside(inside(at, index), 'slow'), bound),
          undefined,
          'a count, as in the other blocks',
        )
  return blocks
}

const BLOCK_FIELDS = ['requests', 'errors', 'slow', 'saturation', 'restarts', 'gap']

function blockOf(value: unknown, at: Place): Block {
  const { requests, errors, slow, saturation, restarts, gap } = fieldsOf(value, BLOCK_FIELDS, at)
  if (gap !== undefined && (typeof gap !== 'string' || gap.length > 200))
    throw wrong(inside(at, 'gap'), gap, 'a reason, as a short text')
  const all =
    gap !== undefined && requests === undefined
      ? 0
      : countOf(requests, Number.MAX_SAFE_INTEGER, inside(at, 'requests'))
  return {
    requests: all,
    errors: gap !== undefined && errors === undefined ? 0 : countOf(errors, all, inside(at, 'errors')),
    ...(gap !== undefined && { gap: gap as string }),
    ...(slow !== undefined && {
      slow: recordOf(slow, inside(at, 'slow'), (count, place) => countOf(count, all, place)),
    }),
    ...(saturation !== undefined && { saturation: recordOf(saturation, inside(at, 'saturation'), amountOf) }),
    ...(restarts !== undefined && {
      restarts: countOf(restarts, Number.MAX_SAFE_INTEGER, inside(at, 'restarts')),
    }),
  }
}

function countOf(value: unknown, most: number, at: Place): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most) return value
  const limit = most < Number.MAX_SAFE_INTEGER ? `, and no more than the ${most} requests` : ''
  throw wrong(at, value, `a whole number from 0 up${limit}`)
}

function amountOf(value: unknown, at: Place): number {
  if (typeof value === 'number' && value >= 0) return value
  throw wrong(at, value, 'a number from 0 up')
}

function recordOf(
  value: unknown,
  at: Place,
  read: (value: unknown, at: Place) => number,
): Record<string, number> {
  if (!isObject(value)) throw wrong(at, value, 'an object of numbers')
  const entries = Object.entries(value)
  if (entries.length > 20) throw wrong(at, `${entries.length} entries`, 'an object of at most 20 numbers')
  return Object.fromEntries(entries.map(([key, each]) => [key, read(each, inside(at, key))]))
}

const share = z.number().gt(0).lt(1)

const POLICY = z.strictObject({
  alpha: z.number().gte(1e-6).lte(0.5).default(POLICY_DEFAULTS.alpha),
  margin: z.number().gt(1).lte(100).default(POLICY_DEFAULTS.margin),
  slo: share.default(POLICY_DEFAULTS.slo),
  latency: z
    .record(z.string().regex(/^\d+(\.\d+)?$/, 'a bound in seconds'), share)
    .default(POLICY_DEFAULTS.latency),
  saturation: z
    .record(z.string().regex(/^[a-z_]{1,40}$/, 'the name of a resource'), z.number().gt(0))
    .default(POLICY_DEFAULTS.saturation),
  kill_burn: z.number().gt(1).default(POLICY_DEFAULTS.kill_burn),
  min_blocks: z.number().int().gte(1).lte(MOST_BLOCKS).default(POLICY_DEFAULTS.min_blocks),
  max_blocks: z.number().int().gte(1).lte(MOST_BLOCKS).default(POLICY_DEFAULTS.max_blocks),
})

/** `path`: of the policy within the file. Throws CANARY_POLICY_INVALID. */
export function readPolicy(value: unknown, file: string, path = ''): Policy {
  const at: Place = { code: 'CANARY_POLICY_INVALID', file, field: path }
  if (!isObject(value)) throw wrong(at, value, 'an object')
  const { success, data, error } = POLICY.safeParse(value)
  if (!success) {
    const [issue] = error.issues
    const where = [path, ...(issue?.path ?? [])].filter((part) => part !== '').join('.')
    throw problem(
      { ...at, field: where },
      (issue?.message ?? 'is not usable').toLowerCase(),
      'docs/canary.md lists the fields',
    )
  }
  if (data.min_blocks > data.max_blocks)
    throw problem(at, 'min_blocks is above max_blocks', 'no version could pass')
  return data
}

/** Put into words only when something is wrong there: most is read thousands of times a second. */
interface Place {
  readonly code: Code
  readonly file: string
  readonly within?: Place
  /** A field of what it is within, or an index; of a file, where in it. */
  readonly field: string | number
}

const inside = (within: Place, field: string | number): Place => ({
  code: within.code,
  file: within.file,
  within,
  field,
})

function pathOf({ within, field }: Place): string {
  const before = within === undefined ? '' : pathOf(within)
  if (typeof field === 'number') return `${before}[${field}]`
  const name = shown(field)
  if (before === '') return name
  return /^[a-z_]+$/.test(name) ? `${before}.${name}` : `${before}["${name}"]`
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(value: unknown, known: readonly string[], at: Place): Record<string, unknown> {
  if (!isObject(value)) throw wrong(at, value, 'an object')
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown === undefined) return value
  throw problem(inside(at, unknown), 'is no field of these', `use ${known.join(', ')}`)
}

function wrong(at: Place, value: unknown, wanted: string): CodedError {
  const what =
    value === undefined
      ? 'is missing'
      : `is ${shown(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)))}`
  return problem(at, what, `give ${wanted}`)
}

function problem(at: Place, message: string, remedy: string): CodedError {
  const place = [at.file, pathOf(at)].filter(Boolean).join(' ')
  return new CodedError(at.code, { place, message, remedy })
}

/** No more of it than fits on a line, and nothing that a terminal would act on. */
const shown = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)
