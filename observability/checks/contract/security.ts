// May whoever was let in still come in? Each way in that was released must still be one, and ask for no more.
import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../finding.ts'
import { at, child, type Fields, fields, follow, items, type Place, show } from './document.ts'

/** Operations of both documents at the same path and method. */
export function compareSecurity(before: Place, after: Place): Finding[] {
  const now = waysIn(after)
  const shut = waysIn(before).filter((way) => !now.some((other) => asksNoMore(other, way)))
  return shut.map(({ schemes }) => ({
    code: 'CONTRACT_SECURITY_CHANGED',
    place: show(child(after, 'security')),
    message: `is no longer open to a call with ${Object.keys(schemes).join(' and ') || 'no credentials'}`,
    remedy: 'let in who was let in before, or ask for this in a new version of the API',
  }))
}

interface WayIn {
  /** What each scheme is, and the scopes that it must grant. */
  readonly schemes: Readonly<Record<string, { scheme: Fields | undefined; scopes: readonly unknown[] }>>
}

/** Any of these will do. An operation that says nothing takes the document's, and an empty list is open to all. */
function waysIn(operation: Place): WayIn[] {
  const own = child(operation, 'security')
  const requirements = items(own.value === undefined ? child(at(operation.document), 'security') : own)
  if (requirements.length === 0) return [{ schemes: {} }]
  const declared = child(child(at(operation.document), 'components'), 'securitySchemes')
  return requirements.map((requirement) => ({
    schemes: Object.fromEntries(
      Object.entries(fields(requirement) ?? {}).map(([name, scopes]) => {
        const { description: _, ...scheme } = fields(follow(child(declared, name))) ?? {}
        return [name, { scheme, scopes: scopes as unknown[] }]
      }),
    ),
  }))
}

const asksNoMore = (now: WayIn, before: WayIn): boolean =>
  Object.entries(now.schemes).every(([name, { scheme, scopes }]) => {
    const released = before.schemes[name]
    return (
      released &&
      isDeepStrictEqual(scheme, released.scheme) &&
      scopes.every((scope) => released.scopes.includes(scope))
    )
  })
