import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { look, type World } from '../world.ts'

export function metrics(world: () => World): void {
  describe('the page of metrics', () => {
    it('counts under each route exactly the requests that were sent', async () => {
      await look(world(), '/metrics', async (page) => {
        const sent = Object.fromEntries(countByRoute(world()))
        // Those of other tests of this page are to no route of these.
        const shown = async () => Object.fromEntries((await counted(page)).filter(([name]) => name in sent))
        for (const until = Date.now() + 15_000; Date.now() < until; await page.waitForTimeout(250))
          if (JSON.stringify(sorted(await shown())) === JSON.stringify(sorted(sent))) return
        assert.deepEqual(await shown(), sent)
      })
    })

    it('leads from the slowest request of a route to its trace', async () => {
      const slow = world().exchanges.filter(({ kind }) => kind === 'slow')
      await look(world(), '/metrics', async (page) => {
        await page
          .getByRole('table', { name: 'Routes' })
          .getByRole('link', { name: 'GET /orders/:id' })
          .click()
        await page.getByRole('figure', { name: /^Duration: last p50 / }).waitFor()
        await page.getByRole('region', { name: 'Slowest requests' }).getByRole('link').first().click()
        await page.getByRole('treegrid', { name: 'Spans' }).waitFor()
        const traceId = new URL(page.url()).pathname.split('/').at(-1)
        assert.ok(slow.some((exchange) => exchange.traceId === traceId))
      })
    })
  })
}

function countByRoute({ exchanges }: World): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { method, route } of exchanges) {
    if (!route) continue
    const name = `${method} ${route}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

async function counted(page: Page): Promise<[string, number][]> {
  const rows = page.getByRole('table', { name: 'Routes' }).locator('tbody').getByRole('row')
  await rows.first().waitFor()
  const texts = await rows.evaluateAll((all) =>
    all.map((row) => [...row.children].map((cell) => cell.textContent)),
  )
  return texts.map(([name, count]) => [name?.trim() ?? '', Number(count?.replaceAll(',', ''))])
}

const sorted = (counts: Record<string, number>) => Object.entries(counts).sort()
