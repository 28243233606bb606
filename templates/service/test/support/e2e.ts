// Owner: paved-road
// Playwright's `test` with a running service: `request` reaches it, `service` has its logs and database.
import { test as base } from '@playwright/test'
import { type Service, startService } from './service.ts'

export { expect } from '@playwright/test'

export const test = base.extend<object, { service: Service }>({
  service: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off this pattern
    async ({}, use) => {
      const service = await startService()
      await use(service)
      await service.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ service }, use) => {
    await use(service.url)
  },
})
