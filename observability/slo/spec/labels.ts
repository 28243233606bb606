// Labels and annotations: free, but checked for what would break an output, and read for what this tool knows.
import { z } from 'zod'
import { SERVICE_TIERS, type ServiceTier } from '../model/model.ts'
import { at, type Context, type Part, placeOf } from './context.ts'
import { didYouMean, quoted } from './problems.ts'
import { checkText } from './text.ts'

export type Tags = Readonly<Record<string, unknown>>
export const TAGS = z.record(z.string(), z.unknown())

/** OpenSLO's and Kubernetes' keys, with a prefix or without. */
const KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/
const PREFIX = 'paved-road/'
const KNOWN = ['repository', 'grafana', 'console', 'on-call', 'requests-per-day', 'kind'].map(
  (name) => PREFIX + name,
)

const FEW = 100
const MANY = 1_050

/** Labels become labels of alerts, so all of their values must be safe. */
export function checkLabels(labels: Tags = {}, part: Part, context: Context, key = KEY): void {
  for (const [name, value] of Object.entries(labels)) {
    const where = at(part, name)
    checkKey(name, key, where, context)
    const values = Array.isArray(value) ? value : [value]
    if (name === 'owner' && values.length !== 1) {
      const message = `there are ${values.length} owners`
      context.problems.add('SLO_FIELD_INVALID', placeOf(where), message, 'name the one team that is called')
    }
    for (const each of values) checkValue(name, each, where, context)
  }
}

/** Annotations are anybody's; only those that are read here end up anywhere. */
export function checkAnnotations(annotations: Tags = {}, part: Part, context: Context, key = KEY): void {
  for (const [name, value] of Object.entries(annotations)) {
    const where = at(part, name)
    checkKey(name, key, where, context)
    if (name === 'owner' || name.startsWith(PREFIX)) checkValue(name, value, where, context)
  }
}

function checkKey(name: string, key: RegExp, part: Part, { problems }: Context): void {
  if (!key.test(name)) {
    const message = `${quoted(name)} cannot be the name of a label`
    problems.add('SLO_NAME_INVALID', placeOf(part), message, 'use letters, digits and underscores')
  } else if (name.startsWith(PREFIX) && !KNOWN.includes(name)) {
    const message = `${quoted(name)} is no annotation of paved-road${didYouMean(name, KNOWN)}`
    problems.add('SLO_FIELD_UNKNOWN', placeOf(part), message, `known are ${KNOWN.join(', ')}`)
  }
}

function checkValue(name: string, value: unknown, part: Part, { problems }: Context): void {
  const place = placeOf(part)
  if (typeof value === 'object') {
    const message = `${quoted(name)} is neither text nor number`
    problems.add('SLO_FIELD_INVALID', place, message, 'give a text')
    return
  }
  // Block scalars end in a line break that nobody meant.
  const text = String(value).replace(/\n$/, '').trim()
  checkText(name, text, place, problems, name === 'owner' ? FEW : MANY)
  const wanted = VALUES[name]
  if (wanted && !wanted.allows(text)) {
    problems.add('SLO_FIELD_INVALID', place, `${name} is ${quoted(text)}`, `give ${wanted.what}`)
  }
}

const VALUES: Readonly<Record<string, { allows: (text: string) => boolean; what: string }>> = {
  owner: { allows: (text) => text !== '', what: 'the name of a team' },
  'paved-road/kind': { allows: isKind, what: 'availability or latency' },
  'paved-road/requests-per-day': { allows: isCount, what: 'a number above 0' },
  requests_per_day: { allows: isCount, what: 'a number above 0' },
}

function isCount(text: string): boolean {
  return text !== '' && Number(text) > 0 && Number(text) < Number.MAX_SAFE_INTEGER
}

function isKind(text: string | undefined): text is 'availability' | 'latency' {
  return text === 'availability' || text === 'latency'
}

/** The first of the places that has the key; a list of one counts as its one. */
export function tag(key: string, ...places: readonly (Tags | undefined)[]): string | undefined {
  for (const tags of places) {
    const value = tags?.[key]
    const one = Array.isArray(value) ? value[0] : value
    if (one !== undefined) return String(one).trim()
  }
  return undefined
}

/** By OpenSLO's annotation or Sloth's label, whose names have no prefix. */
export function requestsPerDayOf(...places: readonly (Tags | undefined)[]): number | undefined {
  const text = tag(`${PREFIX}requests-per-day`, ...places) ?? tag('requests_per_day', ...places)
  return text === undefined ? undefined : Number(text)
}

/** What the author says goes before what the queries look like. */
export function kindOf(
  guess: 'availability' | 'latency',
  ...places: readonly (Tags | undefined)[]
): 'availability' | 'latency' {
  const said = [tag(`${PREFIX}kind`, ...places), tag('kind', ...places)].find(isKind)
  return said ?? guess
}

/** What other tools mean by `tier` is theirs, so it is an error only where `strict`. */
export function tierOf(
  value: string | undefined,
  strict: boolean,
  part: Part,
  { problems }: Context,
): ServiceTier | undefined {
  const tier = SERVICE_TIERS.find((each) => each === value)
  if (value !== undefined && !tier && strict) {
    const message = `tier ${quoted(value)} is not known${didYouMean(value, SERVICE_TIERS)}`
    problems.add('SLO_FIELD_INVALID', placeOf(part), message, `give ${SERVICE_TIERS.join(', ')}`)
  }
  return tier
}
