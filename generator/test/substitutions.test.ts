import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Answers } from '../core/answers.ts'
import { readTemplate } from '../core/read.ts'
import { SUBSTITUTIONS, substitute, TEMPLATE_ANSWERS } from '../core/substitutions.ts'

const template = readTemplate('service').map(({ path, content }) => ({ path, content: String(content) }))

const OTHERS: Answers = {
  name: 'shop-api',
  description: 'Sells things.',
  owner: 'team-a',
  onCall: 'rota-7',
  tier: 'critical',
  ci: 'gitlab',
  api: 'shop',
  console: 'https://c.example.org',
  repository: 'https://r.example.org/shop',
  grafana: 'https://g.example.org',
}

describe('the substitution table', () => {
  for (const { id, find, files } of SUBSTITUTIONS) {
    it(`lists the files that hold ${id}, and no others`, () => {
      // A longer row's text may hold a shorter row's: "Owner: team-acme" and "team-acme".
      const longer = SUBSTITUTIONS.filter((row) => row.find !== find && row.find.includes(find))
      const holding = template.filter(({ path, content }) => {
        const rest = longer
          .filter((row) => row.files === 'every' || row.files.includes(path))
          .reduce((text, row) => text.replaceAll(row.find, ''), content)
        return rest.includes(find)
      })
      if (files === 'every') assert.notEqual(holding.length, 0)
      else assert.deepEqual(holding.map(({ path }) => path).sort(), [...files].sort())
    })
  }

  it('leaves nothing of the template behind', () => {
    for (const { path, content } of template) {
      const left = substitute(path, content, OTHERS).match(/.*(?:acme|takes orders and says).*/i)
      assert.equal(left, null, `${path}: ${left}`)
    }
  })

  it("gives back the template for the template's own answers", () => {
    for (const { path, content } of template)
      assert.equal(substitute(path, content, TEMPLATE_ANSWERS), content, path)
  })

  it('does not search what it has put in', () => {
    const content = substitute(
      'package.json',
      '{"name":"acme-orders","description":"Takes orders and says where they are."}',
      {
        ...OTHERS,
        name: 'team-acme',
        description: 'Is acme-orders.',
      },
    )
    assert.equal(content, '{"name":"team-acme","description":"Is acme-orders."}')
  })
})
