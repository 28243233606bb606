// Markdown → tree. The lexer is marked's; what its tokens mean here is decided in this file. The server does it, so that
// pages need no lexer and queries are the same text to whoever asks them and whoever shows them.
import type { MarkedToken, Token, Tokens } from 'marked'
import { withoutEntities } from './entities.ts'
import { lexer } from './marked.ts'
import { slugger } from './slugs.ts'
import { type Block, type Inline, type Inlines, type Item, textOf } from './tree.ts'

export function parse(markdown: string): readonly Block[] {
  const slugOf = slugger()
  try {
    return blocks(lexer(markdown), slugOf)
  } catch {
    // A page made to exhaust the stack can still be read as it was written.
    return [{ kind: 'code', language: '', text: markdown }]
  }
}

type SlugOf = (text: string) => string

const blocks = (tokens: readonly Token[], slugOf: SlugOf): readonly Block[] =>
  tokens.flatMap((token) => block(token as MarkedToken, slugOf) ?? [])

function block(token: MarkedToken, slugOf: SlugOf): Block | undefined {
  switch (token.type) {
    case 'heading': {
      const content = inlines(token.tokens)
      return { kind: 'heading', level: token.depth, id: slugOf(textOf(content)), inlines: content }
    }
    case 'paragraph':
      return filled('paragraph', inlines(token.tokens))
    case 'text':
      return filled('text', 'tokens' in token && token.tokens ? inlines(token.tokens) : [plain(token.text)])
    case 'code':
      return { kind: 'code', language: token.lang?.split(/\s/)[0] ?? '', text: token.text }
    case 'blockquote':
      return { kind: 'quote', blocks: blocks(token.tokens, slugOf) }
    case 'list':
      return {
        kind: 'list',
        start: token.ordered ? Number(token.start) : null,
        items: token.items.map((item) => listItem(item, slugOf)),
      }
    case 'table':
      return {
        kind: 'table',
        align: token.align,
        header: token.header.map((cell) => inlines(cell.tokens)),
        rows: token.rows.map((row) => row.map((cell) => inlines(cell.tokens))),
      }
    case 'hr':
      return { kind: 'rule' }
    case 'html':
      return filled('paragraph', [withoutComments(token.text).trim()])
    default:
      return undefined
  }
}

function listItem(item: Tokens.ListItem, slugOf: SlugOf): Item {
  const checked = item.task ? item.checked === true : null
  return { checked, blocks: blocks(item.tokens, slugOf) }
}

const inlines = (tokens: readonly Token[] | undefined): Inlines =>
  (tokens ?? []).flatMap((token) => inline(token as MarkedToken) ?? [])

function inline(token: MarkedToken): Inline | undefined {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return { kind: token.type, inlines: inlines(token.tokens) }
    case 'codespan':
      return { kind: 'code', text: token.text }
    case 'link':
      return { kind: 'link', href: token.href, inlines: inlines(token.tokens) }
    case 'image':
      // Nothing is loaded from elsewhere: a picture is a link to it.
      return { kind: 'link', href: token.href, inlines: [plain(token.text) || token.href] }
    case 'br':
      return { kind: 'break' }
    case 'html':
      return withoutComments(token.text) || undefined
    case 'escape':
      return token.text
    case 'text':
      return plain(token.text)
    default:
      return undefined
  }
}

/** Nothing where nothing is left to read. */
function filled(kind: 'paragraph' | 'text', content: Inlines): Block | undefined {
  return textOf(content).trim() === '' ? undefined : { kind, inlines: content }
}

const plain = (text: string): string => withoutEntities(text)

const withoutComments = (html: string): string => html.replace(/<!--[\s\S]*?(?:-->|$)/g, '')
