import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { look, spanIdOf, type World } from '../world.ts'

const spans = (page: Page) => page.getByRole('treegrid', { name: 'Spans' })
const details = (page: Page) => page.getByRole('complementary', { name: 'Span details' })
const selected = (page: Page) => spans(page).getByRole('row', { selected: true })

export function trace(world: () => World): void {
  describe('the page of a trace', () => {
    it('shows the request, the query that was slow, and what was logged', async () => {
      const { traceId, requestId } = world().exchange('slow')
      await look(world(), `/traces/${traceId}`, async (page) => {
        const query = spans(page).getByRole('row', { name: /select orders/ })
        assert.ok(milliseconds(await query.innerText()) > 250)
        await query.click()
        const statement = await details(page).getByRole('region', { name: 'Database statement' }).innerText()
        assert.match(statement, /select[\s\S]+from\s+"?orders"?/i)

        await spans(page)
          .getByRole('row', { name: /GET \/orders\/:id/ })
          .click()
        await details(page)
          .getByRole('table', { name: 'Attributes' })
          .getByRole('row', { name: /http\.route/ })
          .waitFor()
        await details(page).locator('summary', { hasText: 'request' }).click()
        await details(page)
          .getByRole('table', { name: 'Log record' })
          .getByText(requestId, { exact: true })
          .waitFor()
      })
    })

    it('says why a request failed', async () => {
      const { traceId } = world().exchange('failing')
      await look(world(), `/traces/${traceId}`, async (page) => {
        await spans(page)
          .getByRole('row', { name: /failed: select orders/ })
          .click()
        await details(page).getByText('relation "orders" does not exist').first().waitFor()
      })
    })

    it('goes with keys from error to error, through a search, up and down the tree, and tells which keys', async () => {
      const { traceId } = world().exchange('failing')
      await look(world(), `/traces/${traceId}`, async (page) => {
        await spans(page).waitFor()
        await page.keyboard.press('e')
        assert.match(await selected(page).innerText(), /GET \/orders/)
        await page.keyboard.press('e')
        assert.match(await selected(page).innerText(), /select orders/)
        await page.keyboard.press('Shift+E')
        assert.match(await selected(page).innerText(), /GET \/orders/)

        const root = spans(page).getByRole('row', { name: /GET \/orders/ })
        await page.keyboard.press('ArrowLeft')
        assert.equal(await root.getAttribute('aria-expanded'), 'false')
        assert.equal(
          await spans(page)
            .getByRole('row', { name: /select orders/ })
            .count(),
          0,
        )
        await page.keyboard.press('ArrowRight')
        assert.equal(await root.getAttribute('aria-expanded'), 'true')

        await page.keyboard.press('/')
        await page.keyboard.type('select orders')
        await page.keyboard.press('Enter')
        assert.match(await selected(page).innerText(), /select orders/)
        await page.getByText('1 of 1 match').waitFor()
        await page.keyboard.press('Escape')

        await page.keyboard.press('?')
        const help = page.getByRole('dialog', { name: 'Keys of this page' })
        await help.getByText('next error').waitFor()
        await page.keyboard.press('Escape')
        await help.waitFor({ state: 'hidden' })
      })
    })

    it('has the span that is looked at in its address', async () => {
      const { traceId } = world().exchange('slow')
      const span = await spanIdOf(world(), traceId, 'select orders')
      await look(world(), `/traces/${traceId}?span=${span}`, async (page) => {
        await details(page).getByText(span).first().waitFor()
        await page.reload()
        assert.match(await selected(page).innerText(), /select orders/)
        await details(page).getByText(span).first().waitFor()
      })
    })
  })
}

/** The length that a row ends with. */
function milliseconds(row: string): number {
  const [, number = '', unit = ''] = /([\d.]+) (µs|ms|s)\s*$/.exec(row) ?? []
  return Number(number) * ({ µs: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN)
}
