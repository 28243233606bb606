// All OpenSLO documents of a run by kind and name, so that one can refer to another in another file.
import { shaped } from '../check.ts'
import { at, type Context, type Part, placeOf } from '../context.ts'
import { checkAnnotations, checkLabels } from '../labels.ts'
import { didYouMean, printPlace, quoted } from '../problems.ts'
import type { Source } from '../source.ts'
import { checkName, checkReferenceName } from '../text.ts'
import { DOCUMENTS, type DocumentOf, type Kind } from './shapes.ts'

export interface Entry<K extends Kind> {
  readonly part: Part
  readonly document: DocumentOf<K>
}

export class Catalogue {
  readonly #context: Context
  readonly #entries = new Map<Kind, Map<string, Entry<Kind>>>()
  readonly #files = new Set<string>()
  /** What is defined but not readable is not reported once more by those who refer to it. */
  readonly #broken = new Set<string>()

  constructor(context: Context) {
    this.#context = context
  }

  add(source: Source): void {
    const { problems } = this.#context
    const { kind, metadata } = source.value as { kind?: unknown; metadata?: { name?: unknown } }
    if (!isKind(kind)) {
      const kinds = Object.keys(DOCUMENTS)
      const message = `kind ${quoted(kind)} is not known${didYouMean(String(kind), kinds)}`
      problems.add('SLO_KIND_UNKNOWN', source.place(['kind']), message, `use ${kinds.join(', ')}`)
      return
    }
    this.#files.add(`${kind} ${source.file}`)
    const document = shaped(DOCUMENTS[kind], source.value, { source, path: [] }, this.#context)
    if (!document) {
      this.#broken.add(`${kind} ${metadata?.name}`)
      return
    }
    this.#register(kind, { part: { source, path: [] }, document })
  }

  /** In the order of the files. */
  all<K extends Kind>(kind: K): Entry<K>[] {
    return [...(this.#entries.get(kind)?.values() ?? [])] as Entry<K>[]
  }

  /** Whether this very file defines some of the kind: then it will define all that it speaks of. */
  isIn(file: string, kind: Kind): boolean {
    return this.#files.has(`${kind} ${file}`)
  }

  /** What the text at `part` refers to; nothing of that name is a problem. */
  find<K extends Kind>(kind: K, name: string, part: Part): Entry<K> | undefined {
    const entry = this.#entries.get(kind)?.get(name)
    if (!entry && !this.#broken.has(`${kind} ${name}`)) {
      const names = this.#entries.get(kind)?.keys() ?? []
      const message = `there is no ${kind} ${quoted(name)} in these files${didYouMean(name, names)}`
      const remedy = 'correct the name, or give the file that defines it as well'
      this.#context.problems.add('SLO_REF_UNKNOWN', placeOf(part), message, remedy)
    }
    return entry as Entry<K> | undefined
  }

  #register(kind: Kind, entry: Entry<Kind>): void {
    const { name, labels, annotations } = entry.document.metadata
    const { source } = entry.part
    checkLabels(labels, at(entry.part, 'metadata', 'labels'), this.#context)
    checkAnnotations(annotations, at(entry.part, 'metadata', 'annotations'), this.#context)
    const place = source.place(['metadata', 'name'])
    const { problems } = this.#context
    const strict = kind === 'SLO' || kind === 'Service'
    if (strict) checkName(kind === 'SLO' ? 'SLO' : 'service', name, place, problems)
    else checkReferenceName(name, place, problems)
    const entries = this.#entries.get(kind) ?? new Map<string, Entry<Kind>>()
    // Two services may each have an SLO "availability".
    const key = kind === 'SLO' ? `${(entry.document as DocumentOf<'SLO'>).spec.service} ${name}` : name
    const other = entries.get(key)
    if (other) {
      const there = printPlace(other.part.source.place(['metadata', 'name']))
      const message = `${kind} ${quoted(name)} is already defined at ${there}`
      problems.add('SLO_NAME_DUPLICATE', place, message, 'give each its own name')
    } else {
      this.#entries.set(kind, entries.set(key, entry))
    }
  }
}

function isKind(kind: unknown): kind is Kind {
  return typeof kind === 'string' && Object.hasOwn(DOCUMENTS, kind)
}
