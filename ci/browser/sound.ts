// What holds for every page, whatever it shows.
import assert from 'node:assert/strict'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { mainText, runAxe, sidewaysPixels } from './inside.ts'
import type { Visit } from './visit.ts'

/** Nothing went wrong, nobody else was asked, no rule of axe is broken, and nothing has to be scrolled sideways. */
export async function assertSound({ page, troubles }: Visit): Promise<void> {
  const where = `${new URL(page.url()).pathname} at ${page.viewportSize()?.width} pixels`
  assert.deepEqual(await violations(page), [], where)
  assert.equal(await page.evaluate(sidewaysPixels), 0, `${where} scrolls sideways`)
  assert.deepEqual(troubles, [], where)
}

/** Rule, element and remedy of each violation. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source) // by the debugger, for the page's own policy lets no script in
  return page.evaluate(runAxe)
}

export const textOf = (page: Page): Promise<string> => page.evaluate(mainText)
