import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { visit } from '../visit.ts'
import { look, type World } from '../world.ts'

const NAVIGATION = ['Overview', 'Traces', 'Metrics', 'Logs', 'Objectives', 'Map']

export function frame(world: () => World): void {
  describe('the frame around the pages', () => {
    it('leads to each page by keys alone, says where one is, and skips to the content', async () => {
      await look(world(), '/', async (page) => {
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        assert.equal(await page.evaluate('document.activeElement.id'), 'content')
        const pages = page.getByRole('navigation', { name: 'Pages' })
        for (const title of NAVIGATION) {
          await pages.getByRole('link', { name: title }).focus()
          await page.keyboard.press('Enter')
          await page.getByRole('heading', { level: 1, name: title }).waitFor()
          assert.equal(await page.title(), `${title} · paved-road console`)
          assert.equal(await pages.locator('[aria-current=page]').innerText(), title)
        }
      })
    })

    it('keeps the colours that were chosen', async () => {
      await look(world(), '/', async (page) => {
        const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
        const light = await ground()
        await page.getByLabel('Colours').selectOption('dark')
        assert.notEqual(await ground(), light)
        await page.reload()
        await page.getByLabel('Colours').waitFor()
        assert.notEqual(await ground(), light)
      })
    })

    it('says that the console does not answer, and goes on when it does', async () => {
      const { browser, service } = world()
      // Requests that fail are errors to the browser, and here they should.
      const { page, leave } = await visit(browser, service.consoleUrl)
      try {
        await page.goto('/')
        await page.getByRole('table', { name: 'Services' }).waitFor()
        const offline = page.getByText('The console does not answer')
        await page.context().setOffline(true)
        await offline.waitFor()
        await page.getByRole('table', { name: 'Services' }).waitFor()
        await page.context().setOffline(false)
        await offline.waitFor({ state: 'hidden' })
      } finally {
        await leave()
      }
    })
  })
}
