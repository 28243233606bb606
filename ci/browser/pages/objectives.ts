import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failed, look, type World } from '../world.ts'

export function objectives(world: () => World): void {
  describe('the page of objectives', () => {
    it('shows the budget that is overspent, the burn of each window, and what fires', async () => {
      const { service } = world()
      await look(world(), '/objectives', async (page) => {
        const article = page.getByRole('article', {
          name: `${service.name}: Requests answered without a failure`,
        })
        const text = await article.innerText()
        assert.match(text, /99\.9 ?%/)
        assert.match(text, /spent/)
        const [, bad = ''] = /(\d+) bad of \d+/.exec(text) ?? []
        // Increases are extrapolated towards the ends of their window, as Prometheus does it: after two scrapes up to twice
        // as far as was seen.
        const more = Number(bad) / failed(world()).length
        assert.ok(more > 0.8 && more < 2, `${bad} bad`)
        const tiers = article.getByRole('list', { name: 'What would fire' }).getByRole('listitem')
        assert.match(await tiers.first().innerText(), /firing\s+SloAvailabilityFastBurn\s+page/)
        const burn = article.getByRole('table', { name: 'Burn rate per window' })
        assert.ok(
          Number.parseFloat(
            await burn.getByRole('row', { name: /^5m/ }).getByRole('cell').first().innerText(),
          ) > 14.4,
        )
      })
    })

    it('shows what is quiet as quiet, and leads to the requests that were slow', async () => {
      const { service } = world()
      const slow = world().exchange('slow')
      await look(world(), `/objectives?service=${service.name}`, async (page) => {
        const article = page.getByRole('article', {
          name: `${service.name}: Requests answered within 300 ms`,
        })
        await article.getByText('quiet').first().waitFor()
        await article.getByRole('link', { name: 'Slow traces' }).click()
        await page.locator(`a[href="/traces/${slow.traceId}"]`).waitFor()
      })
    })
  })
}
