// docs/canary-compared.md holds what the comparison finds with its seed: parts of it are played again here.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { CHOSEN, MIXTURES } from '../bench/canary/frontier.ts'
import { edgeOf } from '../bench/canary/index.ts'
import { play } from '../bench/canary/play.ts'
import { EQUAL, RARE, WORSE } from '../bench/canary/scenarios.ts'
import { comparison, frontier, type Played } from '../bench/canary/show.ts'
import { type Table, table } from '../bench/report.ts'

const page = readFileSync(new URL('../../docs/canary-compared.md', import.meta.url), 'utf8')

/** Of a table of the page, by its title. */
const sectionOf = (title: string): string =>
  page.split('\n### ').find((section) => section.startsWith(title)) ?? assert.fail(`no table: ${title}`)

function assertShown(shown: Table): void {
  const [, , head, rule, ...rows] = table(shown)
  const lines = sectionOf(shown.title).split('\n')
  for (const line of [head, rule, ...rows]) assert.ok(line === undefined || lines.includes(line), line)
}

const again = 'run `npm run bench -- canary`'

describe(`the comparison of canary judges is that of the code (if not, ${again})`, () => {
  const kinds = [EQUAL[1], RARE].map((kind) => kind ?? assert.fail())
  const played: Played = kinds.map((kind) => [kind, play(kind)])
  for (const shown of comparison(played)) it(`in the table "${shown.title}"`, () => assertShown(shown))

  it('for the bets that were chosen', () => {
    const index = MIXTURES.findIndex(({ name }) => name === CHOSEN.mixture)
    const shown = frontier([edgeOf(MIXTURES[index] ?? assert.fail())])
    assertShown(shown)
  })

  it('for every kind of canary', () => {
    for (const { title } of [...EQUAL, ...WORSE]) assert.ok(page.includes(`| ${title} |`), title)
  })
})
