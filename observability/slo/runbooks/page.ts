// One page for one service. A page in runbooks/ is that of the service `acme-orders`, readable and with queries that
// run; this puts another service in its place. runbooks/README.md tells writers of pages what stands for what.
import { bucket } from '../compile/events.ts'
import { tidy } from '../model/tiers.ts'
import { type Matcher, quote } from '../promql/build.ts'
import { BLOCKS, type BlockName, slowBound } from './blocks.ts'
import type { Subject } from './subject.ts'

/** The service that pages are written about. */
const SERVICE = 'acme-orders'
/** How latency pages write the bound of their objective: in queries, over log lines, and to Jaeger. */
const BOUNDS: [find: string, replace: (seconds: number) => string][] = [
  ['le="0.3"', (seconds) => matcher(bucket(seconds))],
  ['duration_ms > 300', (seconds) => `duration_ms > ${tidy(seconds * 1000)}`],
  ['`300ms`', (seconds) => `\`${tidy(seconds * 1000)}ms\``],
]

const SECTION = /^ *<!-- (stamped|not stamped) -->\n([\s\S]*?)^ *<!-- end -->\n/gm
const FENCE = /^( *)```(\w+)\n([\s\S]*?)^\1```$/gm
const NEIGHBOUR = /\[([^\]]+)\]\(([\w-]+\.md)\)/g
const BLOCK = new RegExp(`^<!-- (${Object.keys(BLOCKS).join('|')}) -->\\n[\\s\\S]*?^<!-- end -->$`, 'gm')

/**
 * Names go in before the blocks do, so that what a block says is never taken for a name. `neighbour` answers with the
 * file beside this one that a page of the service became, or undefined if the service has no such page.
 */
export function renderPage(
  page: string,
  subject: Subject,
  neighbour: (page: string) => string | undefined,
): string {
  const { service } = subject
  return withBound(page, subject)
    .replace(SECTION, (_, when: string, text: string) =>
      (when === 'stamped') === service.stamped ? text : '',
    )
    .replace(/\n{3,}/g, '\n\n')
    .replace(FENCE, (block: string, _indent, language: string) =>
      block.replaceAll(SERVICE, () => spelled(service.name, language)),
    )
    .replaceAll(`\`${SERVICE}\``, () => `\`${service.name.replace(/[`\s|]+/g, '?')}\``)
    .replace(NEIGHBOUR, (_, text: string, file: string) => {
      const there = neighbour(file)
      return there ? `[${text}](${there})` : text
    })
    .replace(BLOCK, (_, name: BlockName) => BLOCKS[name](subject))
}

function withBound(page: string, { objectives }: Subject): string {
  const bound = slowBound(objectives)
  if (bound === undefined) return page
  return BOUNDS.reduce((text, [find, replace]) => text.replaceAll(find, () => replace(bound)), page)
}

/** As the language of the block writes it within quotes. */
function spelled(name: string, language: string): string {
  if (language === 'promql') return quote(name).slice(1, -1)
  if (language === 'sql') return name.replaceAll("'", "''").replace(/\s+/g, ' ')
  return encodeURIComponent(name).replaceAll("'", '%27') // only ever within a URL
}

const matcher = ({ label, op, value }: Matcher): string => `${label}${op}${quote(value)}`
