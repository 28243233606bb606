import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Answers } from '../core/answers.ts'
import { isCompiled } from '../core/compiled.ts'
import { readTemplate } from '../core/read.ts'
import { SUBSTITUTIONS, substitute, TEMPLATE_ANSWERS } from '../core/substitutions.ts'

// What slo.yaml compiles to is compiled for each service, not substituted.
const template = readTemplate('service').filter(({ path }) => !isCompiled(path))

const OTHERS: Answers = {
  name: 'shop-api',
  description: 'Sells things.',
  owner: 'team-a',
  onCall: 'rota-7',
  tier: 'critical',
  ci: 'gitlab',
  deploy: 'rollouts',
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

  for (const [what, repository, line] of [
    ['the organisation of a GitHub repository', 'https://github.com/shop-org/shop', '* @shop-org/team-a'],
    ['the group of a GitLab project', 'https://gitlab.example.org/sales/shop/api', '* @sales/team-a'],
    ['no organisation without a repository', OTHERS.console, '* @team-a'],
    ['no organisation of a path that has none', 'https://r.example.org/shop', '* @team-a'],
    ['no organisation that neither can have', 'https://r.example.org/~someone/shop', '* @team-a'],
  ] as const) {
    it(`names the code owner with ${what}`, () => {
      const { content } = template.find(({ path }) => path === 'CODEOWNERS') ?? assert.fail()
      const [head, ...rest] = substitute('CODEOWNERS', content, { ...OTHERS, repository })
        .trim()
        .split('\n')
      assert.equal(head, '# Owner: team-a')
      assert.equal(rest.at(-1), line)
      assert.equal(rest.length === 2, !line.includes('/'), 'a comment says what is to be put in front')
    })
  }

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
