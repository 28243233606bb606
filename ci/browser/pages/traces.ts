import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { nowNs, sendSpans, traceId } from '../../otlp.ts'
import { failed, look, type World } from '../world.ts'

export function traces(world: () => World): void {
  describe('the page of traces', () => {
    it('finds a request by route, status and attribute, in an address that can be sent to somebody', async () => {
      const { traceId } = world().exchange('missing')
      await look(world(), '/traces', async (page) => {
        await page.getByLabel('Route').fill('/orders/:id')
        await page.getByLabel('Status').selectOption('4xx')
        await page.waitForURL(({ searchParams }) => searchParams.has('route') && searchParams.has('status'))
        await assertListed(page, [traceId])

        await page.getByLabel('Attribute').fill('http.response.status_code=404')
        await page.getByLabel('Attribute').press('Enter')
        await page.getByRole('button', { name: /Remove filter/ }).waitFor()
        await page.reload()
        await assertListed(page, [traceId])
        await page.getByRole('button', { name: /Remove filter/ }).click()
        await page.getByLabel('Status').selectOption('5xx')
        await page.getByText('No trace that is held has all of that').waitFor()
        await page.goBack()
        await assertListed(page, [traceId])
      })
    })

    it('finds the slow ones and the failed ones', async () => {
      const slow = world().exchanges.filter(({ kind }) => kind === 'slow')
      await look(world(), '/traces', async (page) => {
        await page.getByLabel('At least, ms').fill('250')
        await assertListed(
          page,
          slow.map(({ traceId }) => traceId),
        )
        await page.goto('/traces?status=error')
        await assertListed(
          page,
          failed(world()).map(({ traceId }) => traceId),
        )
      })
    })

    it('shows a request as it happens, and holds still while it is told to', async () => {
      const { service } = world()
      await look(world(), '/traces?status=4xx&last=60', async (page) => {
        const listed = page
          .getByRole('grid', { name: 'Traces' })
          .getByRole('link', { name: 'GET', exact: true })
        await listed.first().waitFor()
        const before = await listed.count()
        await fetch(`${service.url}/not/there`)
        await listed.nth(before).waitFor()

        await page.getByLabel('Pause').check()
        await page.evaluate(() => {
          const later = Date.now() + 120_000 // the last hour is another by then
          Date.now = () => later
        })
        await fetch(`${service.url}/not/there/either`)
        await page.waitForTimeout(2_500) // telemetry is sent each 0.3 s, changes are told once a second
        assert.equal(await listed.count(), before + 1)
        await page.getByLabel('Pause').uncheck()
        await listed.nth(before + 1).waitFor()
      })
    })

    it('keeps health probes out of sight until they are asked for', async () => {
      const probe = {
        traceId: traceId(),
        name: 'GET /readyz',
        kind: 'server',
        startNs: nowNs(),
        durationNs: 900_000n,
      } as const
      await sendSpans(world().service.consoleUrl, 'prober', [
        { ...probe, attributes: { 'http.route': '/readyz' } },
      ])
      await look(world(), '/traces?service=prober', async (page) => {
        await page.getByText('No trace that is held has all of that').waitFor()
        await page.getByLabel('Show probes').check()
        await assertListed(page, [probe.traceId])
      })
    })

    it('is walked through with keys', async () => {
      await look(world(), '/traces', async (page) => {
        const links = page.getByRole('grid', { name: 'Traces' }).getByRole('link')
        await links.first().waitFor()
        const second = await links.nth(1).getAttribute('href')
        await page.keyboard.press('j')
        await page.keyboard.press('j')
        await page.keyboard.press('Enter')
        await page.waitForURL(String(second))
        await page.goBack()
        await links.first().waitFor()
        await page.keyboard.press('/')
        assert.equal(
          await page.getByLabel('Route').evaluate((field) => field === field.ownerDocument.activeElement),
          true,
        )
      })
    })
  })
}

/** Exactly these, in any order, once they have all come. */
async function assertListed(page: Page, traceIds: readonly string[]): Promise<void> {
  const links = page.getByRole('grid', { name: 'Traces' }).getByRole('link')
  const wanted = traceIds.map((id) => `/traces/${id}`).sort()
  const listed = () => links.evaluateAll((all) => all.map((link) => link.getAttribute('href')).sort())
  for (const until = Date.now() + 8_000; Date.now() < until; await page.waitForTimeout(100))
    if ((await listed()).join() === wanted.join()) return
  assert.deepEqual(await listed(), wanted)
}
