// Operation by operation: parameters, bodies and answers of what was released, held against what is there now.
import type { Finding } from '../finding.ts'
import { at, child, type Document, entries, fields, follow, items, type Place, show } from './document.ts'
import { deprecated } from './schema-view.ts'
import { type CompareSchemas, REMEDY, removed, schemaComparison } from './schemas.ts'
import { compareSecurity } from './security.ts'

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

/** What of `released` a client relies on and `current` no longer keeps. Additions are no finding. */
export function breakingChanges(released: Document, current: Document): Finding[] {
  const now = operationsOf(current)
  const compare = schemaComparison()
  const findings = [...operationsOf(released)].flatMap(([name, before]) => {
    const after = now.get(name)
    if (after) return compareOperations(before, after, compare)
    return deprecated(before.place) ? [] : [removed(before.place)]
  })
  // One schema stands in many places, and is told of once.
  const seen = new Map(
    findings.map((finding) => [`${finding.code} ${finding.place} ${finding.message}`, finding]),
  )
  return [...seen.values()]
}

interface Operation {
  readonly place: Place
  /** By where it goes and its name, or its position where it is part of the path. */
  readonly parameters: ReadonlyMap<string, Place>
}

/** By method and path; how a part of the path is called makes no other path. */
function operationsOf(document: Document): Map<string, Operation> {
  const found = new Map<string, Operation>()
  for (const [path, where] of entries(child(at(document), 'paths'))) {
    const item = follow(where)
    for (const [method, place] of entries(item)) {
      if (!METHODS.has(method)) continue
      const parameters = [item, place].flatMap((owner) => items(child(owner, 'parameters')))
      found.set(`${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`, {
        place,
        parameters: new Map(
          parameters.map(follow).map((parameter) => [parameterKey(parameter, path), parameter]),
        ),
      })
    }
  }
  return found
}

function parameterKey(parameter: Place, path: string): string {
  const { in: where, name } = fields(parameter) ?? {}
  if (where !== 'path') return `${where} ${name}`
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, found]) => found)
  return `path ${names.indexOf(String(name))}`
}

function compareOperations(before: Operation, after: Operation, compare: CompareSchemas): Finding[] {
  return [
    ...compareSecurity(before.place, after.place),
    ...compareParameters(before, after, compare),
    ...compareBodies(child(before.place, 'requestBody'), child(after.place, 'requestBody'), compare),
    ...compareAnswers(child(before.place, 'responses'), child(after.place, 'responses'), compare),
  ]
}

function compareParameters(before: Operation, after: Operation, compare: CompareSchemas): Finding[] {
  const kept = [...before.parameters].flatMap(([key, released]) => {
    const now = after.parameters.get(key)
    if (!now) return deprecated(released) ? [] : [removed(released)]
    return [
      ...(isRequired(now) && !isRequired(released) ? [demanded(now)] : []),
      ...compareStyle(released, now),
      ...compare('request', child(released, 'schema'), child(now, 'schema')),
    ]
  })
  const added = [...after.parameters].filter(([key, now]) => isRequired(now) && !before.parameters.has(key))
  return [...kept, ...added.map(([, now]) => demanded(now))]
}

/** How a parameter of several values is written. */
function compareStyle(released: Place, now: Place): Finding[] {
  return ['style', 'explode'].flatMap((name) => {
    const [was, is] = [released, now].map((place) => child(place, name))
    if (!was || !is || was.value === is.value) return []
    return [narrowed(is, `is ${is.value}, and ${was.value} before`)]
  })
}

function compareBodies(released: Place, now: Place, compare: CompareSchemas): Finding[] {
  if (released.value === undefined)
    return now.value !== undefined && isRequired(follow(now)) ? [demanded(now)] : []
  if (now.value === undefined) return [removed(released)]
  const [was, is] = [follow(released), follow(now)]
  return [
    ...(isRequired(is) && !isRequired(was) ? [demanded(is)] : []),
    ...compareContent('request', was, is, compare),
  ]
}

function compareAnswers(released: Place, now: Place, compare: CompareSchemas): Finding[] {
  return entries(released).flatMap(([status, answer]) => {
    const other = child(now, status)
    if (other.value === undefined) return [removed(answer)]
    const [was, is] = [follow(answer), follow(other)]
    return [...compareHeaders(was, is), ...compareContent('response', was, is, compare)]
  })
}

function compareHeaders(released: Place, now: Place): Finding[] {
  const there = new Set(entries(child(now, 'headers')).map(([name]) => name.toLowerCase()))
  const gone = entries(child(released, 'headers')).filter(([name]) => !there.has(name.toLowerCase()))
  return gone.filter(([, header]) => !deprecated(header)).map(([, header]) => removed(header))
}

/** By media type: a version of its own is one more, and leaves the others as they are. */
function compareContent(
  direction: 'request' | 'response',
  released: Place,
  now: Place,
  compare: CompareSchemas,
): Finding[] {
  return entries(child(released, 'content')).flatMap(([type, media]) => {
    const other = child(child(now, 'content'), type)
    const [was, is] = [child(media, 'schema'), child(other, 'schema')]
    if (other.value === undefined) return deprecated(was) ? [] : [removed(media)]
    return compare(direction, was, is)
  })
}

const isRequired = (place: Place): boolean => fields(place)?.required === true

const demanded = (place: Place): Finding => narrowed(place, 'must now be given')

const narrowed = (place: Place, message: string): Finding => ({
  code: 'CONTRACT_REQUEST_NARROWED',
  place: show(place),
  message,
  remedy: REMEDY.request,
})
