// What holds for every page, whatever it shows.
import assert from 'node:assert/strict'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { runAxe, sidewaysPixels } from './inside.ts'

/** No rule of axe is broken, and nothing has to be scrolled sideways. */
export async function assertSound(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source) // by the debugger, for the page's own policy lets no script in
  assert.deepEqual(await page.evaluate(runAxe), [], where)
  assert.equal(await page.evaluate(sidewaysPixels), 0, `${where} scrolls sideways`)
}
