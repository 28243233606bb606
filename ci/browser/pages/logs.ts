import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { failed, look, type World } from '../world.ts'

const rows = (page: Page) => page.getByRole('grid', { name: 'Logs' }).locator('[aria-selected]')

export function logs(world: () => World): void {
  describe('the page of logs', () => {
    it('finds what was logged of one request, whole, and leads to its trace', async () => {
      const { traceId, requestId } = world().exchange('missing')
      await look(world(), '/logs', async (page) => {
        await page.getByLabel('Text').fill(requestId)
        await page.waitForURL(/q=/)
        await rows(page).nth(1).waitFor({ state: 'detached' })
        assert.equal(await rows(page).count(), 1)
        await rows(page).first().click()
        const record = page.getByRole('complementary', { name: 'Log record' })
        await record
          .getByRole('table', { name: 'Attributes' })
          .getByText(requestId, { exact: true })
          .waitFor()
        await record.getByRole('link', { name: 'Open trace' }).click()
        await page.waitForURL(`/traces/${traceId}`)
        await page.getByRole('treegrid', { name: 'Spans' }).waitFor()
      })
    })

    it('shows only the errors when asked for, one for each request that failed', async () => {
      await look(world(), '/logs', async (page) => {
        await page.getByLabel('At least').selectOption('error')
        await page.waitForURL(/severity=error/)
        // The other one of each says why it failed, with the stack.
        const texts = rows(page).filter({ has: page.getByText('request', { exact: true }) })
        // Until the answer has come, the list is the one before, or empty.
        await rows(page).getByText('info', { exact: true }).first().waitFor({ state: 'detached' })
        await texts.nth(failed(world()).length - 1).waitFor()
        assert.equal(await texts.count(), failed(world()).length)
        await page.goBack()
        await rows(page).nth(failed(world()).length).waitFor()
      })
    })
  })
}
