// A page of the console, and a witness to all that a page should not do while it is shown.
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'

/** Pixels. A laptop's window and a telephone's. */
export const WIDE = { width: 1280, height: 860 }
export const NARROW = { width: 390, height: 844 }

export interface Visit {
  readonly page: Page
  /** Errors and warnings, a policy's refusals among them; dialogs; requests to anybody but the console. */
  readonly troubles: readonly string[]
  readonly leave: () => Promise<void>
}

/** Opens a window of its own on the console, with nothing cached: wide, and light until it is told otherwise. */
export async function visit(browser: Browser, consoleUrl: string): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: consoleUrl,
    viewport: WIDE,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  return { page, troubles: witness(page, new URL(consoleUrl).origin), leave: () => context.close() }
}

/** Two scrapes and an evaluation; whatever is waited for longer says so itself. */
const PATIENCE_MS = 25_000

export function assertUntroubled({ page, troubles }: Visit): void {
  assert.deepEqual(troubles, [], page.url())
}

function witness(page: Page, origin: string): string[] {
  const troubles: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', ({ message }) => troubles.push(`uncaught: ${message}`))
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) troubles.push(`asks elsewhere: ${request.url()}`)
  })
  return troubles
}
