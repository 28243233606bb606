import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { look, type World } from '../world.ts'

export function map(world: () => World): void {
  describe('the map', () => {
    it('shows who calls the service and that the service calls its database, as a picture and as a table', async () => {
      const { service } = world()
      await look(world(), '/map', async (page) => {
        const calls = page
          .getByRole('table', { name: 'Calls', exact: true })
          .locator('tbody')
          .getByRole('row')
        await calls.first().waitFor()
        const rows = await calls.allInnerTexts()
        const queries = rows.find((row) => row.startsWith(`${service.name}\t`))
        assert.ok(queries, rows.join('\n'))
        assert.ok(
          rows.some((row) => row.split('\t')[1] === service.name),
          rows.join('\n'),
        )
        const picture = page.getByRole('region', { name: 'Picture of the map' })
        await picture.getByRole('link', { name: new RegExp(`^service ${service.name}: `) }).waitFor()
        await picture
          .getByRole('link', { name: new RegExp(`^${service.name} calls `) })
          .first()
          .waitFor()
        await picture.getByRole('link', { name: /^database / }).click()
        await page.getByRole('grid', { name: 'Traces' }).getByRole('link').first().waitFor()
      })
    })
  })
}
