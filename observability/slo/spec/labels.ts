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

export function checkTags(tags: Tags = {}, part: Part, context: Context, key = KEY): void {
  for (const [name, value] of Object.entries(tags)) {
    const place = placeOf(at(part, name))
    if (!key.test(name)) {
      const message = `${quoted(name)} cannot be the name of a label`
      context.problems.add('SLO_NAME_INVALID', place, message, 'use letters, digits and underscores')
    }
    for (const each of Array.isArray(value) ? value : [value]) checkValue(name, each, at(part, name), context)
    if (name.startsWith(PREFIX) && !KNOWN.includes(name)) {
      const message = `${quoted(name)} is no annotation of paved-road${didYouMean(name, KNOWN)}`
      context.problems.add('SLO_FIELD_UNKNOWN', place, message, `known are ${KNOWN.join(', ')}`)
    }
  }
}

function checkValue(name: string, value: unknown, part: Part, { problems }: Context): void {
  if (typeof value === 'object') {
    const remedy = 'give a text'
    problems.add(
      'SLO_FIELD_INVALID',
      placeOf(part),
      `label ${quoted(name)} is neither text nor number`,
      remedy,
    )
  } else {
    // Block scalars end in a line break that nobody meant.
    checkText(`label ${name}`, String(value).replace(/\n$/, ''), placeOf(part), problems, 1_050)
  }
}

/** The first of the places that has the key; a list of one counts as its one. */
export function tag(key: string, ...places: readonly (Tags | undefined)[]): string | undefined {
  for (const tags of places) {
    const value = tags?.[key]
    const one = Array.isArray(value) && value.length === 1 ? value[0] : value
    if (one !== undefined) return String(one).trim()
  }
  return undefined
}

export function ownerOf(
  part: Part,
  context: Context,
  ...places: readonly (Tags | undefined)[]
): string | undefined {
  const owner = tag('owner', ...places)
  if (owner === undefined) return undefined
  if (owner === '' || places.some((tags) => Array.isArray(tags?.owner) && tags.owner.length !== 1)) {
    const message = 'the owner is not one name'
    context.problems.add('SLO_FIELD_INVALID', placeOf(part), message, 'name the one team that is called')
    return undefined
  }
  return checkText('owner', owner, placeOf(part), context.problems, 100) ? owner : undefined
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

export function requestsPerDayOf(
  value: string | undefined,
  part: Part,
  { problems }: Context,
): number | undefined {
  if (value === undefined) return undefined
  const count = Number(value)
  if (value !== '' && count > 0 && Number.isFinite(count)) return count
  const message = `${PREFIX}requests-per-day is ${quoted(value)}`
  problems.add('SLO_FIELD_INVALID', placeOf(part), message, 'give a number above 0')
  return undefined
}

/** What the author says goes before what the queries look like. */
export function kindOf(
  guess: 'availability' | 'latency',
  part: Part,
  context: Context,
  labels: Tags | undefined,
  annotations: Tags | undefined,
): 'availability' | 'latency' {
  const said = tag(`${PREFIX}kind`, annotations, labels)
  if (said !== undefined && said !== 'availability' && said !== 'latency') {
    const message = `${PREFIX}kind is ${quoted(said)}`
    context.problems.add('SLO_FIELD_INVALID', placeOf(part), message, 'give availability or latency')
  }
  const kind = said ?? tag('kind', labels)
  return kind === 'availability' || kind === 'latency' ? kind : guess
}
