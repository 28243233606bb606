// A JSON Schema as the comparison sees it: references followed, `allOf` put together, one view for each alternative.
import { isDeepStrictEqual } from 'node:util'
import { child, entries, type Fields, fields, follow, items, type Place } from './document.ts'

export interface View {
  readonly place: Place
  /** undefined: of any type. */
  readonly type: string | undefined
  /** Values of `enum` or `const`. */
  readonly values: readonly unknown[] | undefined
  readonly properties: ReadonlyMap<string, Place>
  readonly required: ReadonlySet<string>
  /** Schemas of what has no name of its own. */
  readonly items: Place
  readonly additionalProperties: Place
  /** All others, as they stand. */
  readonly keywords: Fields
}

type Base = Omit<View, 'type'> & { readonly types: readonly unknown[] | undefined }

/** What a schema allows, as alternatives of one type each: `anyOf`, `oneOf` and lists of types are taken apart. */
export function alternatives(place: Place): View[] {
  const { types, ...base } = baseOf(place)
  const branches = ['anyOf', 'oneOf'].flatMap((keyword) => items(child(base.place, keyword)))
  if (branches.length > 0)
    return branches.flatMap(alternatives).map((view) => ({ ...view, ...merge(base, view), type: view.type }))
  return (types ?? [undefined]).map((type) => ({ ...base, type: type as string | undefined }))
}

/** Does it say that whoever uses it should stop? */
export function deprecated(place: Place): boolean {
  return [place, follow(place)].some(({ value }) => (value as Fields | undefined)?.deprecated === true)
}

/** Looked at one by one; all others are compared as they stand. */
const TAKEN_APART = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
])

function baseOf(from: Place): Base {
  const place = follow(from)
  const schema = typeof place.value === 'boolean' ? {} : (fields(place) ?? {})
  const { type, const: constant } = schema
  const types = type === undefined ? undefined : [type].flat()
  const values = items(child(place, 'enum')).map(({ value }) => value)
  const own: Base = {
    place,
    types: place.value === false ? [] : types, // what has none of the types there are is nothing
    values: constant !== undefined ? [constant] : values.length > 0 ? values : undefined,
    properties: new Map(entries(child(place, 'properties'))),
    required: new Set(items(child(place, 'required')).map(({ value }) => String(value))),
    items: child(place, 'items'),
    additionalProperties: child(place, 'additionalProperties'),
    keywords: Object.fromEntries(Object.entries(schema).filter(([name]) => !TAKEN_APART.has(name))),
  }
  return items(child(place, 'allOf'))
    .map(baseOf)
    .reduce((one, other) => ({ ...merge(one, other), types: one.types ?? other.types }), own)
}

/** Both at once. Where they say different things by one keyword, both are kept, and compared as they stand. */
function merge(one: Omit<Base, 'types'>, other: Omit<Base, 'types'>): Omit<Base, 'types'> {
  const keywords: Record<string, unknown> = { ...one.keywords }
  for (const [name, value] of Object.entries(other.keywords)) {
    const same = !(name in keywords) || isDeepStrictEqual(keywords[name], value)
    keywords[name] = same ? value : [keywords[name], value]
  }
  return {
    place: one.place,
    values: one.values ?? other.values,
    properties: new Map([...one.properties, ...other.properties]),
    required: new Set([...one.required, ...other.required]),
    items: either(one.items, other.items),
    additionalProperties: either(one.additionalProperties, other.additionalProperties),
    keywords,
  }
}

const either = (one: Place, other: Place): Place => (one.value === undefined ? other : one)
