// How soon the overview can be used: a new window with nothing cached, while the console has services to show.
import type { Browser } from 'playwright-core'
import { visit } from '../../browser/visit.ts'
import { watchInteractive } from './inside.ts'
import { type Script, scriptOf } from './size.ts'

export interface Opening {
  /** From the start of the navigation. */
  readonly interactiveMs: number
  /** What was loaded until then. */
  readonly scripts: readonly Script[]
}

/** `shown` is text that is on the page once its data is. */
export async function openOverview(browser: Browser, consoleUrl: string, shown: string): Promise<Opening> {
  const { page, leave } = await visit(browser, consoleUrl)
  try {
    const loaded: Promise<Script>[] = []
    page.on('response', (response) => {
      const { pathname } = new URL(response.url())
      if (pathname.endsWith('.js')) loaded.push(response.body().then((body) => scriptOf(pathname, body)))
    })
    await page.addInitScript(watchInteractive, shown)
    await page.goto('/')
    await page.waitForFunction(() => window.interactiveAt !== undefined)
    const interactiveMs = await page.evaluate(() => window.interactiveAt as number)
    return { interactiveMs, scripts: await Promise.all(loaded) }
  } finally {
    await leave()
  }
}
