// A Markdown page as a small tree: what the runbooks use of the language, and nothing that could become markup of its
// own. Raw HTML stays the text that it is; comments are left out.

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly id: string; readonly inlines: Inlines }
  /** `text` is a paragraph of a tight list. */
  | { readonly kind: 'paragraph' | 'text'; readonly inlines: Inlines }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly Item[] }
  | {
      readonly kind: 'table'
      readonly align: readonly Align[]
      readonly header: readonly Inlines[]
      readonly rows: readonly (readonly Inlines[])[]
    }
  | { readonly kind: 'rule' }

export interface Item {
  /** Of a task; null for any other item. */
  readonly checked: boolean | null
  readonly blocks: readonly Block[]
}

export type Align = 'left' | 'center' | 'right' | null

export type Inline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly inlines: Inlines }
  | { readonly kind: 'link'; readonly href: string; readonly inlines: Inlines }
  | { readonly kind: 'break' }

export type Inlines = readonly Inline[]

export function textOf(inlines: Inlines): string {
  return inlines
    .map((inline) => {
      if (typeof inline === 'string') return inline
      if (inline.kind === 'code') return inline.text
      return inline.kind === 'break' ? ' ' : textOf(inline.inlines)
    })
    .join('')
}

/** The text of each fenced block of a language, wherever it stands. */
export function codeIn(blocks: readonly Block[], language: string): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'code') return block.language === language ? [block.text] : []
    if (block.kind === 'quote') return codeIn(block.blocks, language)
    return block.kind === 'list' ? block.items.flatMap((item) => codeIn(item.blocks, language)) : []
  })
}
