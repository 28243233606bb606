// Does a schema still keep the promise of the one that was released? In a request all that was allowed must stay
// allowed; in a response nothing may come that was not to be expected, but for properties that are new.
import { isDeepStrictEqual } from 'node:util'
import type { Code } from '../../cli/errors.ts'
import type { Finding } from '../finding.ts'
import { child, type Place, show } from './document.ts'
import { looserKeywords } from './keywords.ts'
import { alternatives, deprecated, type View } from './schema-view.ts'

export type Direction = 'request' | 'response'
export type CompareSchemas = (direction: Direction, before: Place, after: Place) => Finding[]

/** A schema inside another has to fit: in a request the released one into the new, in a response the other way. */
interface Fit {
  readonly direction: Direction
  readonly compare: CompareSchemas
  readonly inner: View
  readonly outer: View
}

const CODE = { request: 'CONTRACT_REQUEST_NARROWED', response: 'CONTRACT_RESPONSE_WIDENED' } as const
export const REMEDY = {
  request: 'take what was taken before as well, or take this in a new version of the media type',
  response: 'keep to what was promised, or answer so in a new version of the media type',
  removed: 'keep it and mark it `deprecated`: it may go in a release after one that said so',
}

/** Compares schemas of two documents. Each pair is compared once, so that schemas may hold themselves. */
export function schemaComparison(): CompareSchemas {
  const known = new Map<string, Finding[]>()
  const compare: CompareSchemas = (direction, before, after) => {
    const key = `${direction} ${before.pointer} ${after.pointer}`
    const found = known.get(key)
    if (found) return found
    known.set(key, []) // taken to be kept while it is looked at
    const findings = compareAlternatives(direction, before, after, compare)
    known.set(key, findings)
    return findings
  }
  return compare
}

function compareAlternatives(
  direction: Direction,
  before: Place,
  after: Place,
  compare: CompareSchemas,
): Finding[] {
  const [inner, outer] = direction === 'request' ? [before, after] : [after, before]
  const room = alternatives(outer)
  return alternatives(inner).flatMap((view) => {
    const tried = room
      .filter(({ type }) => fits(view.type, type))
      .map((other) => compareViews({ direction, compare, inner: view, outer: other }))
    const closest = tried.toSorted((a, b) => a.length - b.length)[0]
    return closest ?? [finding(direction, after, `${beyond(direction)} ${view.type ?? 'any type'}`)]
  })
}

/** JSON Schema's integers are numbers. */
const fits = (inner: string | undefined, outer: string | undefined): boolean =>
  outer === undefined || inner === outer || (inner === 'integer' && outer === 'number')

function compareViews(fit: Fit): Finding[] {
  return [
    ...compareValues(fit),
    ...compareKeywords(fit),
    ...compareRequired(fit),
    ...compareProperties(fit),
    ...compareItems(fit),
    ...compareAdditional(fit),
  ]
}

function compareValues(fit: Fit): Finding[] {
  const { direction, inner } = fit
  const { after } = sides(fit)
  const allowed = fit.outer.values
  if (!allowed) return []
  if (!inner.values)
    return [finding(direction, after.place, `${beyond(direction)} any other than ${list(allowed)}`)]
  const strange = inner.values.filter((value) => !allowed.some((other) => isDeepStrictEqual(value, other)))
  return strange.length > 0 ? [finding(direction, after.place, `${beyond(direction)} ${list(strange)}`)] : []
}

function compareKeywords(fit: Fit): Finding[] {
  const { before, after } = sides(fit)
  return looserKeywords(fit.inner, fit.outer).map((name) => {
    const [was, is] = [before, after].map(({ keywords }) => JSON.stringify(keywords[name]) ?? 'none')
    return finding(fit.direction, after.place, `has \`${name}\` ${is}, and ${was} before`)
  })
}

function compareRequired(fit: Fit): Finding[] {
  const { before, after } = sides(fit)
  const [place, what] =
    fit.direction === 'request'
      ? [after.place, 'must now be given']
      : [before.place, 'is no longer there each time']
  return [...fit.outer.required].flatMap((name) => {
    const released = before.properties.get(name)
    if (fit.inner.required.has(name)) return []
    if (fit.direction === 'response' && (!after.properties.has(name) || (released && deprecated(released))))
      return []
    return [finding(fit.direction, child(child(place, 'properties'), name), what)]
  })
}

function compareProperties(fit: Fit): Finding[] {
  const { direction, compare } = fit
  const { before, after } = sides(fit)
  return [...before.properties].flatMap(([name, released]) => {
    const now = after.properties.get(name)
    if (now) return compare(direction, released, now)
    const ignored = direction === 'request' && after.additionalProperties.value !== false
    if (ignored || deprecated(released)) return []
    return [removed(released, direction === 'request' ? 'is refused now' : 'is gone')]
  })
}

function compareItems(fit: Fit): Finding[] {
  if (fit.outer.items.value === undefined) return []
  const { before, after } = sides(fit)
  return fit.compare(fit.direction, orAnything(before.items), orAnything(after.items))
}

/** What stands for properties without a name. That answers gain a named one is what clients must expect. */
function compareAdditional(fit: Fit): Finding[] {
  const { before, after } = sides(fit)
  if (fit.outer.additionalProperties.value === undefined) return []
  if (fit.outer.additionalProperties.value !== false)
    return fit.compare(
      fit.direction,
      orAnything(before.additionalProperties),
      orAnything(after.additionalProperties),
    )
  if (fit.direction === 'response' || fit.inner.additionalProperties.value === false) return []
  return [finding('request', after.place, 'no longer takes properties that it does not name')]
}

/** Without it, everything is allowed. */
const orAnything = (place: Place): Place => (place.value === undefined ? { ...place, value: true } : place)

const sides = ({ direction, inner, outer }: Fit) =>
  direction === 'request' ? { before: inner, after: outer } : { before: outer, after: inner }

const beyond = (direction: Direction): string => (direction === 'request' ? 'no longer takes' : 'may now be')

const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ')

function finding(direction: Direction, place: Place, message: string): Finding {
  return { code: CODE[direction], place: show(place), message, remedy: REMEDY[direction] }
}

export function removed(place: Place, message = 'is gone'): Finding {
  return { code: 'CONTRACT_REMOVED' satisfies Code, place: show(place), message, remedy: REMEDY.removed }
}
