// A YAML document, or an entry of one that is a list, together with where each of its parts stands.
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml'
import type { Place } from '../model/model.ts'

export type Path = readonly PropertyKey[]

export class Source {
  readonly file: string
  /** The plain value: objects, arrays, strings, numbers, booleans. */
  readonly value: unknown
  readonly #document: Document.Parsed
  readonly #lines: LineCounter
  readonly #text: string
  readonly #base: Path

  /** `base` leads to the value within the document. */
  constructor(
    file: string,
    text: string,
    document: Document.Parsed,
    lines: LineCounter,
    value: unknown,
    base: Path = [],
  ) {
    this.file = file
    this.value = value
    this.#document = document
    this.#lines = lines
    this.#text = text
    this.#base = base
  }

  /** Of the key at the path's end or, where it is not there, of the nearest part above it. */
  place(path: Path = []): Place {
    return { file: this.file, line: this.#lineAt(this.#offset(path)) }
  }

  /**
   * Of a character in the text at `path`. Within a folded or escaped text only its first line is known; then the
   * column counts within the text.
   */
  within(path: Path, offset: number): { readonly place: Place; readonly column: number } {
    const value = this.#node(path)
    const text = isScalar(value) ? String(value.value) : ''
    const before = text.slice(0, offset).split('\n')
    const line = text.split('\n')[before.length - 1] ?? ''
    const inLine = before.at(-1)?.length ?? 0
    const start = this.#lineAt(value?.range?.[0] ?? this.#offset(path))
    for (const shift of [before.length - 1, before.length]) {
      const column = line === '' ? -1 : this.#line(start + shift).indexOf(line)
      if (column >= 0) return { place: { file: this.file, line: start + shift }, column: column + inLine + 1 }
    }
    return { place: { file: this.file, line: start }, column: offset + 1 }
  }

  #offset(path: Path): number {
    let node: unknown = this.#document.contents
    let offset = (node as Node | null)?.range?.[0] ?? 0
    for (const key of [...this.#base, ...path]) {
      const step = below(node, key)
      if (step === undefined) break
      offset = step.offset ?? offset
      node = step.node
    }
    return offset
  }

  #node(path: Path): Node | undefined {
    let node: unknown = this.#document.contents
    for (const key of [...this.#base, ...path]) node = below(this.#resolve(node), key)?.node
    return this.#resolve(node) as Node | undefined
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node
  }

  #lineAt(offset: number): number {
    return this.#lines.linePos(offset).line
  }

  #line(number: number): string {
    const start = this.#lines.lineStarts[number - 1]
    return start === undefined ? '' : this.#text.slice(start, this.#lines.lineStarts[number])
  }
}

function below(node: unknown, key: PropertyKey): { offset?: number | undefined; node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key)) as
      | Pair<Node, Node | null>
      | undefined
    return pair && { offset: pair.key.range?.[0], node: pair.value }
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | null | undefined
    return item ? { offset: item.range?.[0], node: item } : undefined
  }
  return undefined
}
