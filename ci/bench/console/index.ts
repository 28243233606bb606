// What the console's pages weigh, how soon they can be used, and whether a large trace stutters, in a real browser.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { launch } from '../../browser/chromium.ts'
import { startConsole } from '../../browser/console.ts'
import { component } from '../../components.ts'
import { sendSpans, traceId } from '../../otlp.ts'
import type { Part } from '../report.ts'
import { type LargeTrace, openLargeTrace } from './large-trace.ts'
import { madeTrace, ROOT_SERVICE } from './made-trace.ts'
import { type Opening, openOverview } from './overview.ts'
import { startScraped } from './scraped.ts'
import { figures, tables } from './show.ts'
import { builtScripts } from './size.ts'

const ROUNDS = 7
const SPANS = 10_000
/** Several scrapes: then there is a rate to draw. */
const SETTLE_MS = 15_000

export const consolePages: Part = {
  id: 'console',
  title: "The console's pages",
  unpinned: true,
  about: [
    'Headless Chromium on the pages of `paved-road console`, both on this machine. JavaScript is counted as gzip',
    `makes it. ${ROUNDS} rounds, each in a window with nothing cached; medians, the worst in brackets. Interactive: from`,
    'the start of the navigation until the services (one of them scraped) are on the page, painted, and the main thread',
    'is idle; a task over 50 ms in the half second after counts until its end. The large trace:',
    `${SPANS} spans of six services, ten levels deep. Its first paint: from the answer parsed to the first frame with`,
    'rows. Scrolling: through all of it at 24,000 pixels a second; the longest task, of all rounds, is that of',
    "Chromium's own trace of the page's main thread.",
  ].join(' '),
  async run(progress) {
    const [chromium] = component('chromium')
    if (!chromium)
      throw new Error('BENCH_COMPONENT_ABSENT chromium is not here: run node ci/components/install.ts')
    const home = mkdtempSync(join(tmpdir(), 'bench-console-'))
    const scraped = await startScraped(ROOT_SERVICE)
    const console = await startConsole(home, ['--service', scraped.url])
    try {
      const browser = await launch(chromium)
      const measured = await measure(browser, console.url, progress).finally(() => browser.close())
      const notes = [`Chromium ${browser.version()}.`]
      return { tables: tables(measured), figures: figures(measured), notes }
    } finally {
      await console.stop()
      scraped.stop()
      rmSync(home, { recursive: true, force: true })
    }
  },
}

async function measure(browser: Browser, url: string, progress: (line: string) => void) {
  const large = traceId()
  for (const [service, spans] of madeTrace(large, SPANS)) await sendSpans(url, service, spans)
  await sleep(SETTLE_MS)
  const openings: Opening[] = []
  const traces: LargeTrace[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`)
    openings.push(await openOverview(browser, url, ROOT_SERVICE))
    traces.push(await openLargeTrace(browser, url, large))
  }
  return { scripts: builtScripts(), openings, traces }
}
