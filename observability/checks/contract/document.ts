// An OpenAPI document as text, and where something stands in it.
import { CodedError } from '../../cli/errors.ts'

export interface Document {
  /** How it is called in messages: a path, with the release it was read from. */
  readonly name: string
  readonly root: unknown
}

/** A value of a document, and its address. */
export interface Place {
  readonly document: Document
  /** RFC 6901, from `#`. */
  readonly pointer: string
  readonly value: unknown
}

export type Fields = Readonly<Record<string, unknown>>

export function readDocument(name: string, text: string): Document {
  const document = { name, root: parse(name, text) }
  const { openapi, paths } = fields(at(document)) ?? {}
  if (typeof openapi !== 'string' || !openapi.startsWith('3.1.'))
    throw invalid({ document, pointer: '#/openapi' }, 'is not 3.1, the version that is read')
  if (paths === undefined) throw invalid({ document, pointer: '#/paths' }, 'is missing')
  return document
}

export const at = (document: Document): Place => ({ document, pointer: '#', value: document.root })

/** What lies below `place` at `key`; its value is undefined if there is nothing. */
export function child(place: Place, key: string | number): Place {
  const { document, pointer, value } = place
  const found =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined
  const step = String(key).replaceAll('~', '~0').replaceAll('/', '~1')
  return { document, pointer: `${pointer}/${step}`, value: found }
}

/** What a place with a `$ref` leads to, however many there are in a row. */
export function follow(place: Place): Place {
  let found = place
  for (const seen = new Set<string>(); ; seen.add(found.pointer)) {
    const ref = (found.value as { $ref?: unknown } | undefined)?.$ref
    if (ref === undefined) return found
    if (seen.has(found.pointer)) throw invalid(found, 'is a $ref that leads back to itself')
    if (typeof ref !== 'string' || !ref.startsWith('#/'))
      throw invalid(found, 'is no $ref into this document')
    const steps = ref.slice(2).split('/').map(decode)
    const target = steps.reduce<Place>(child, at(place.document))
    if (target.value === undefined) throw invalid(found, `is a $ref to ${ref}, which is not there`)
    found = target
  }
}

/** The object at `place`; undefined if there is nothing. */
export function fields({ value, ...where }: Place): Fields | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw invalid(where, 'is not an object')
}

/** What an object at `place` holds, by name. */
export const entries = (place: Place): [string, Place][] =>
  Object.keys(fields(place) ?? {}).map((key) => [key, child(place, key)])

/** What a list at `place` holds. */
export function items(place: Place): Place[] {
  if (place.value === undefined) return []
  if (!Array.isArray(place.value)) throw invalid(place, 'is not a list')
  return place.value.map((_, index) => child(place, index))
}

export const show = ({ document, pointer }: Omit<Place, 'value'>): string => `${document.name}${pointer}`

function decode(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid(
      { document: { name, root: undefined }, pointer: '' },
      `is not JSON (${(cause as Error).message})`,
    )
  }
}

export const invalid = (where: Omit<Place, 'value'>, message: string): CodedError =>
  new CodedError('CONTRACT_FILE_INVALID', {
    place: show(where),
    message,
    remedy: 'npm run docs makes it anew from the routes; what was released wrong needs a --since without it',
  })
