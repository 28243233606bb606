// Adds a module to the composition root: an import where the sorted imports want it, and an element of the list
// `const modules = [...]`. What else stands in the file stays as it is, comments included.

export interface Wiring {
  /** `giftCards`, as exported by the module and imported by the root. */
  readonly identifier: string
  /** `./modules/gift-cards/index.ts` */
  readonly from: string
}

/** As Biome formats: what is longer goes on lines of its own. */
const LINE_WIDTH = 110

export const importLine = ({ identifier, from }: Wiring): string => `import { ${identifier} } from '${from}'`
export const element = ({ identifier }: Wiring): string => `${identifier}(database.knex)`

/** The source with the module wired in; undefined where the list or what modules are given is not to be found. */
export function wire(source: string, wiring: Wiring): string | undefined {
  if (!/^const database\b/m.test(source)) return undefined
  const listed = addToList(source, element(wiring))
  return listed === undefined ? undefined : addImport(listed, wiring)
}

function addImport(source: string, wiring: Wiring): string | undefined {
  // Imports for their effect alone are left out: they come first for a reason.
  const imports = [...source.matchAll(/^import\s[^'"]*?\sfrom\s+'([^']+)'.*\n/gm)]
  const own = imports.filter(([, from]) => from?.startsWith('./'))
  const next = own.find(([, from = '']) => bySegments(from, wiring.from) > 0)
  const last = own.at(-1) ?? imports.at(-1)
  if (!last) return undefined
  const at = next ? next.index : last.index + last[0].length
  return `${source.slice(0, at)}${importLine(wiring)}\n${source.slice(at)}`
}

/** As Biome sorts imports: folder by folder, numbers by their value. */
function bySegments(a: string, b: string): number {
  const other = b.split('/')
  const orders = a.split('/').map((part, at) => part.localeCompare(other[at] ?? '', 'en', { numeric: true }))
  return orders.find((order) => order !== 0) ?? 0
}

function addToList(source: string, added: string): string | undefined {
  const [opening] = /^const modules\b[^=\n]*=\s*\[/m.exec(source) ?? []
  if (opening === undefined) return undefined
  const start = source.indexOf(opening) + opening.length
  const end = closingBracket(source, start)
  if (end === undefined) return undefined
  const inner = source.slice(start, end.at)
  const put = (list: string) => source.slice(0, start) + list + source.slice(end.at)

  if (inner.includes('\n')) {
    const head = source.slice(start, end.lastCode + 1)
    const comma = head.endsWith(',') || head.trim() === '' ? '' : ','
    const rest = source.slice(end.lastCode + 1, end.at).trimEnd()
    return put(`${head}${comma}${rest}\n  ${added},\n`)
  }
  const elements = [...(inner.trim() === '' ? [] : [inner.trim().replace(/,$/, '')]), added]
  const line = elements.join(', ')
  if (opening.length + line.length + 1 <= LINE_WIDTH) return put(line)
  const [before = ''] = elements
  return put(`\n${[...topLevel(before), added].map((one) => `  ${one},\n`).join('')}`)
}

interface Closing {
  at: number
  /** Index of the last character before it that is neither white space nor comment. */
  lastCode: number
}

/** Where the bracket closes that was opened before `start`, strings and comments apart. */
function closingBracket(source: string, start: number): Closing | undefined {
  let depth = 1
  let lastCode = start - 1
  for (const { text, index } of tokens(source, start)) {
    if (/^\s|^\/[/*]/.test(text)) continue
    if (/^[[({]$/.test(text)) depth += 1
    if (/^[\])}]$/.test(text)) depth -= 1
    if (depth === 0) return { at: index, lastCode }
    lastCode = index + text.length - 1
  }
  return undefined
}

function topLevel(list: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const { text } of tokens(list, 0)) {
    if (/^[[({]$/.test(text)) depth += 1
    if (/^[\])}]$/.test(text)) depth -= 1
    if (text === ',' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + text)
  }
  return parts.map((part) => part.trim()).filter(Boolean)
}

/** Comments, strings, white space and single characters; enough to tell code from what only looks like it. */
function* tokens(source: string, start: number): Generator<{ text: string; index: number }> {
  const token = /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\s+|[\s\S]/gy
  token.lastIndex = start
  for (let found = token.exec(source); found; found = token.exec(source))
    yield { text: found[0], index: found.index }
}
