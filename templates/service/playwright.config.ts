// Owner: paved-road
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/support/global.ts',
  workers: 1,
  reporter: 'list',
  forbidOnly: Boolean(process.env.CI),
})
