// A large trace in the browser: how soon it is seen, and whether scrolling through it stutters.
import type { Browser, Page } from 'playwright-core'
import { visit } from '../../browser/visit.ts'
import { markAt, scrolledPixels, tallestScroller, watchLongTasks } from './inside.ts'
import { type Longest, longestTask } from './tasks.ts'

export interface LargeTrace {
  /** From the answer parsed to the first frame with rows in it: between the marks that the page sets. */
  readonly paintMs: number
  /** From the start of the navigation to that frame. */
  readonly shownMs: number
  readonly scroll: {
    readonly pixels: number
    readonly seconds: number
    /** Of the page's main thread. */
    readonly longestTask: Longest
    /** Milliseconds of each over 50 ms, as the page's own observer saw them. */
    readonly longTasks: readonly number[]
  }
}

/** Pixels a second: a hand that wants to get through. */
const SPEED = 24_000

export async function openLargeTrace(
  browser: Browser,
  consoleUrl: string,
  traceId: string,
): Promise<LargeTrace> {
  const { page, leave } = await visit(browser, consoleUrl)
  try {
    await page.goto(`/traces/${traceId}`)
    await page.waitForFunction(() => performance.getEntriesByName('trace-painted').length > 0)
    const data = await page.evaluate(markAt, 'trace-data')
    const painted = await page.evaluate(markAt, 'trace-painted')
    if (data === undefined || painted === undefined) throw new Error('the page did not mark its paint')
    await page.waitForTimeout(500) // what it still has to do after its first frame
    return { paintMs: painted - data, shownMs: painted, scroll: await scrollThrough(browser, page) }
  } finally {
    await leave()
  }
}

async function scrollThrough(browser: Browser, page: Page): Promise<LargeTrace['scroll']> {
  const { x, y, pixels } = await page.evaluate(tallestScroller)
  await page.evaluate(watchLongTasks)
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  const started = performance.now()
  const session = await page.context().newCDPSession(page)
  await session.send('Input.synthesizeScrollGesture', {
    x,
    y,
    yDistance: -pixels,
    speed: SPEED,
    gestureSourceType: 'mouse',
    preventFling: true,
  })
  const seconds = (performance.now() - started) / 1000
  const longest = longestTask(await browser.stopTracing())
  const reached = await page.evaluate(scrolledPixels)
  if (reached < pixels - 1) throw new Error(`scrolled ${reached} of ${pixels} pixels`)
  const longTasks = await page.evaluate(() => window.longTasks ?? [])
  return { pixels, seconds, longestTask: longest, longTasks }
}
