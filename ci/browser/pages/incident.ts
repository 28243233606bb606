// What somebody on call does: from the alert to the page that says what to do, to a failure, to what was logged of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { failed, look, type World } from '../world.ts'

const ALERT = 'SloAvailabilityFastBurn'

export function incident(world: () => World): void {
  describe('the overview, once a service has begun to fail', () => {
    it('shows its requests, what is left of its budgets, and the alert', async () => {
      const { service } = world()
      await look(world(), '/', async (page) => {
        await alertLink(page).waitFor({ timeout: 60_000 })
        const alerts = await page.getByRole('list', { name: 'Alerts' }).innerText()
        assert.match(alerts, new RegExp(`firing\\s+${ALERT}\\s+page\\s+${service.name} · availability`))
        const services = page.getByRole('table', { name: 'Services' })
        const row = await services.getByRole('row', { name: service.name }).innerText()
        assert.match(row, /[\d.]+\/s/)
        assert.match(row, /▲ [\d.]+ %/)
        assert.match(row, /availability[\s\S]*spent/)
        assert.match(row, new RegExp(`✓ up\\s+${service.url}`))
      })
    })

    it('leads from the alert to its runbook, to a trace that failed, to its logs, and back again', async () => {
      const { service } = world()
      await look(world(), '/', async (page) => {
        await alertLink(page).click()
        await page.waitForURL(`/runbooks/${service.name}/availability-fast-burn`)
        await page.getByRole('heading', { level: 1, name: `${ALERT}: ${service.name}` }).waitFor()
        await assertLive(page)

        await page.getByRole('region', { name: 'Now' }).getByRole('link', { name: 'Failing traces' }).click()
        const failures = page.getByRole('grid', { name: 'Traces' }).getByRole('link')
        await failures.first().waitFor()
        assert.equal(await failures.count(), failed(world()).length)
        const named = page.getByRole('row', { name: /GET \/orders .*500 ✕ 2 errors/ })
        assert.equal(await named.count(), failed(world()).length)

        await failures.first().click()
        const spans = page.getByRole('treegrid', { name: 'Spans' })
        await spans.getByRole('row', { name: /failed: GET \/orders/ }).waitFor()
        await spans.getByRole('row', { name: /failed: select orders/ }).waitFor()
        const traceId = new URL(page.url()).pathname.split('/').at(-1)
        assert.ok(failed(world()).some((exchange) => exchange.traceId === traceId))

        await page.getByRole('link', { name: /^\d+ log records?$/ }).click()
        await page.waitForURL(`/logs?trace_id=${traceId}`)
        await page
          .getByRole('grid', { name: 'Logs' })
          .getByRole('row', { name: /error .*request/i })
          .first()
          .waitFor()

        const back = [spans, failures.first(), page.getByRole('region', { name: 'Now' }), alertLink(page)]
        for (const there of back) {
          await page.goBack()
          await there.waitFor()
        }
      })
    })
  })
}

/** Several tiers of it may fire; all lead to the one page. */
const alertLink = (page: Page) =>
  page.getByRole('list', { name: 'Alerts' }).getByRole('link', { name: ALERT }).first()

/** The runbook tells how things stand now: what fires, and how fast the budget goes. */
async function assertLive(page: Page): Promise<void> {
  const now = await page.getByRole('region', { name: 'Now' }).innerText()
  assert.match(now, /firing/)
  assert.match(now, /spent/)
  const burns = await page.getByLabel('Burn rate per window').first().innerText()
  const [, rate = ''] = /5m\s+([\d.,]+)/.exec(burns) ?? []
  assert.ok(Number(rate.replace(',', '')) > 14.4, burns)
}
