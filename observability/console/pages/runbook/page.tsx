// The tree of a page as elements. Nothing of it becomes markup: text is text, and links lead where linkTarget lets them.
import type { ComponentChildren } from 'preact'
import { createContext, h } from 'preact'
import { useContext } from 'preact/hooks'
import type { RunbookView } from '../../contract.ts'
import type { Block, Inline, Inlines, Item } from '../../markdown/tree.ts'
import { Scroll } from '../parts/scroll.tsx'
import { CodeBlock } from './code-block.tsx'
import { linkTarget } from './links.ts'

type Surroundings = Pick<RunbookView, 'service' | 'values'>

const Surrounding = createContext<Surroundings>({ service: '', values: {} })

export const Page = ({ blocks, service, values }: Surroundings & Pick<RunbookView, 'blocks'>) => (
  <Surrounding.Provider value={{ service, values }}>
    <Blocks blocks={blocks} />
  </Surrounding.Provider>
)

const Blocks = ({ blocks }: { readonly blocks: readonly Block[] }) => (
  <>
    {blocks.map((block, place) => (
      <BlockOf key={place} block={block} />
    ))}
  </>
)

function BlockOf({ block }: { readonly block: Block }) {
  const { values } = useContext(Surrounding)
  switch (block.kind) {
    case 'heading':
      return h(`h${block.level}`, { id: block.id }, spans(block.inlines))
    case 'paragraph':
      return <p>{spans(block.inlines)}</p>
    case 'text':
      return <>{spans(block.inlines)}</>
    case 'code':
      return <CodeBlock language={block.language} text={block.text} value={values[block.text]} />
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      )
    case 'list':
      return block.start === null ? (
        <ul>{items(block.items)}</ul>
      ) : (
        <ol start={block.start}>{items(block.items)}</ol>
      )
    case 'table':
      return <Table {...block} />
    case 'rule':
      return <hr />
  }
}

const items = (all: readonly Item[]) =>
  all.map(({ checked, blocks }, place) => (
    <li key={place}>
      {checked !== null && <input type="checkbox" checked={checked} disabled aria-label="Done" />}
      <Blocks blocks={blocks} />
    </li>
  ))

function Table({ header, rows, align }: Extract<Block, { kind: 'table' }>) {
  const cell = (tag: 'th' | 'td') => (inlines: Inlines, column: number) =>
    h(
      tag,
      { key: column, style: { textAlign: align[column] ?? 'left' }, ...(tag === 'th' && { scope: 'col' }) },
      spans(inlines),
    )
  return (
    <Scroll>
      <table>
        <thead>
          <tr>{header.map(cell('th'))}</tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>{row.map(cell('td'))}</tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

const spans = (inlines: Inlines): ComponentChildren =>
  inlines.map((inline, place) => <Span key={place} inline={inline} />)

function Span({ inline }: { readonly inline: Inline }) {
  const { service } = useContext(Surrounding)
  if (typeof inline === 'string') return <>{inline}</>
  switch (inline.kind) {
    case 'code':
      return <code>{inline.text}</code>
    case 'break':
      return <br />
    case 'link': {
      const href = linkTarget(inline.href, service)
      return href ? <a href={href}>{spans(inline.inlines)}</a> : <span>{spans(inline.inlines)}</span>
    }
    default:
      return h(inline.kind, null, spans(inline.inlines))
  }
}
