import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parse } from '../../console/markdown/parse.ts'
import { type Block, codeIn, type Inline, textOf } from '../../console/markdown/tree.ts'
import { linkTarget } from '../../console/pages/runbook/links.ts'

const RUNBOOKS = new URL('../../../runbooks/', import.meta.url)

describe('a runbook as a tree', () => {
  it('keeps a list, its steps and the queries in them', () => {
    const [list] = parse(
      '1. **Is it going on?** Look.\n\n   ```promql\n   a\n     / b\n   ```\n\n   - no\n2. [next](#after)',
    )
    assert.deepEqual(list, {
      kind: 'list',
      start: 1,
      items: [
        {
          checked: null,
          blocks: [
            { kind: 'paragraph', inlines: [{ kind: 'strong', inlines: ['Is it going on?'] }, ' Look.'] },
            { kind: 'code', language: 'promql', text: 'a\n  / b' },
            {
              kind: 'list',
              start: null,
              items: [{ checked: null, blocks: [{ kind: 'text', inlines: ['no'] }] }],
            },
          ],
        },
        {
          checked: null,
          blocks: [{ kind: 'paragraph', inlines: [{ kind: 'link', href: '#after', inlines: ['next'] }] }],
        },
      ],
    })
  })

  it('keeps tables with their alignment, tasks, quotes and rules', () => {
    const [table, tasks, quote, rule] = parse(
      '| a | b |\n| :- | -: |\n| `x` | 2 |\n\n- [x] done\n- [ ] open\n\n> said\n\n---\n',
    )
    assert.deepEqual(table, {
      kind: 'table',
      align: ['left', 'right'],
      header: [['a'], ['b']],
      rows: [[[{ kind: 'code', text: 'x' }], ['2']]],
    })
    assert.deepEqual(tasks?.kind === 'list' && tasks.items.map(({ checked }) => checked), [true, false])
    assert.equal(quote?.kind, 'quote')
    assert.deepEqual(rule, { kind: 'rule' })
  })

  it('shows raw HTML as the text that it is, and leaves comments out', () => {
    const page = parse(
      'before <b onclick="x()">bold</b> <!-- facts --> after\n\n<!-- objectives -->\n\n<div><img src=x onerror=alert(1)></div>\n\n<!-- open\nuntil the end',
    )
    assert.deepEqual(page.map(readable), [
      'before <b onclick="x()">bold</b>  after',
      '<div><img src=x onerror=alert(1)></div>',
    ])
  })

  it('reads character references, and leaves those alone that it does not know', () => {
    assert.equal(
      readable(parse('1 &lt; 2 &amp; &#124; &#x2192; &#0; &bogus; `&lt;`')[0]),
      '1 < 2 & | → \ufffd &bogus; &lt;',
    )
  })

  it('makes a picture a link, so that nothing is loaded', () => {
    const [paragraph] = parse('![a graph](https://example.org/g.png)')
    assert.deepEqual(paragraph, {
      kind: 'paragraph',
      inlines: [{ kind: 'link', href: 'https://example.org/g.png', inlines: ['a graph'] }],
    })
  })

  it('names headings as GitHub does', () => {
    const page = parse('# A `code`: what, and *why*?\n## After\n## After\n## After-1\n## Über_uns – 2\n')
    assert.deepEqual(
      page.map((block) => block.kind === 'heading' && block.id),
      ['a-code-what-and-why', 'after', 'after-1', 'after-1-1', 'über_uns--2'],
    )
  })

  it('has its queries as they are meant, without the indentation of their step', () => {
    const page = parse(
      '```promql\nup\n```\n\n1. a\n\n   ```promql\n   sum(\n     x\n   )\n   ```\n\n   ```sh\n   ls\n   ```\n',
    )
    assert.deepEqual(codeIn(page, 'promql'), ['up', 'sum(\n  x\n)'])
  })

  it('shows a page that nests without end as it was written', () => {
    const markdown = '>'.repeat(20_000)
    assert.deepEqual(parse(markdown), [{ kind: 'code', language: '', text: markdown }])
  })

  for (const name of readdirSync(RUNBOOKS).filter((name) => name.endsWith('.md'))) {
    it(`leads every link of ${name} somewhere`, () => {
      const page = parse(readFileSync(new URL(name, RUNBOOKS), 'utf8'))
      const ids = page.flatMap((block) => (block.kind === 'heading' ? `#${block.id}` : []))
      for (const href of hrefs(page)) {
        if (href.startsWith('#')) assert.ok(ids.includes(href), `${href} is no heading of ${name}`)
        else if (!href.startsWith('../')) assert.ok(linkTarget(href, 'orders'), href)
      }
    })
  }
})

describe('a link of a runbook', () => {
  const target = (href: string) => linkTarget(href, 'orders')

  it('leads to a heading, another runbook, or an address that a browser opens', () => {
    assert.equal(target('#after'), '#after')
    assert.equal(target('latency-slow-burn.md'), '/runbooks/orders/latency-slow-burn')
    assert.equal(target('./latency-slow-burn.md#after'), '/runbooks/orders/latency-slow-burn#after')
    assert.equal(target('https://grafana.example/d/x?y=1#z'), 'https://grafana.example/d/x?y=1#z')
    assert.equal(target('mailto:oncall@acme.example'), 'mailto:oncall@acme.example')
  })

  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:http://127.0.0.1/x',
    '//evil.example/x',
    '/api/traces',
    '../../secret.md',
    'a/b.md',
    '#',
    '',
    'http://',
  ]) {
    it(`is text where it is ${JSON.stringify(href)}`, () => {
      assert.equal(target(href), undefined)
    })
  }
})

function readable(block: Block | undefined): string {
  return block && 'inlines' in block ? textOf(block.inlines) : ''
}

function hrefs(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if ('inlines' in block) return block.inlines.flatMap(hrefsOf)
    if (block.kind === 'quote') return hrefs(block.blocks)
    if (block.kind === 'list') return block.items.flatMap((item) => hrefs(item.blocks))
    if (block.kind === 'table') return [...block.header, ...block.rows.flat()].flat().flatMap(hrefsOf)
    return []
  })
}

function hrefsOf(inline: Inline): string[] {
  if (typeof inline === 'string' || inline.kind === 'code' || inline.kind === 'break') return []
  return [...(inline.kind === 'link' ? [inline.href] : []), ...inline.inlines.flatMap(hrefsOf)]
}
