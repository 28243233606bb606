// Who the pages are about: a stamped service that its developer runs, what it was sent, and a browser to look with.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type { TraceOutline } from '../../observability/console/contract.ts'
import { component } from '../components.ts'
import { launch } from './chromium.ts'
import { wantsPictures } from './pictures.ts'
import { type DevelopedService, develop } from './service.ts'
import { type Exchange, sendFailing, sendRound } from './traffic.ts'
import { assertUntroubled, type Visit, visit } from './visit.ts'

/** On pictures there should be something to see over time. */
const PICTURED = { rounds: 36, everyMs: 5_000, alertMs: 75_000 }

export interface World {
  readonly service: DevelopedService
  readonly browser: Browser
  readonly exchanges: readonly Exchange[]
  /** The only one of its kind, or the first. */
  readonly exchange: (kind: Exchange['kind']) => Exchange
  readonly end: () => Promise<void>
}

export async function begin(): Promise<World> {
  const [chromium] = component('chromium')
  if (!chromium) throw new Error('there is no Chromium here')
  const browser = await launch(chromium)
  const undo: (() => Promise<unknown>)[] = [() => browser.close()]
  const end = async () => {
    for (const step of undo) await step()
  }
  try {
    const service = await develop()
    undo.push(service.stop)
    await scraped(service) // what is counted before is not seen to grow
    const exchanges: Exchange[] = []
    for (let round = 1; round <= (wantsPictures ? PICTURED.rounds : 1); round += 1) {
      if (round > 1) await sleep(PICTURED.everyMs)
      exchanges.push(...(await sendRound(service)))
    }
    exchanges.push(...(await sendFailing(service)))
    if (wantsPictures) await sleep(PICTURED.alertMs)
    const exchange = (wanted: Exchange['kind']) => exchanges.find(({ kind }) => kind === wanted) as Exchange
    return { service, browser, exchanges, exchange, end }
  } catch (fault) {
    await end()
    throw fault
  }
}

/** Opens a page, has a look, and fails where anything went wrong meanwhile. */
export async function look(
  { browser, service }: World,
  path: string,
  looking: (page: Page, visit: Visit) => Promise<void>,
): Promise<void> {
  const visited = await visit(browser, service.consoleUrl)
  try {
    await visited.page.goto(path)
    await looking(visited.page, visited)
    assertUntroubled(visited)
  } finally {
    await visited.leave()
  }
}

export const failed = ({ exchanges }: World): Exchange[] => exchanges.filter(({ status }) => status >= 500)

/** Of the span of that name in a trace. */
export async function spanIdOf({ service }: World, traceId: string, name: string): Promise<string> {
  const outline = await ask<TraceOutline>(service, `/api/traces/${traceId}?view=outline`)
  const span = outline.spans.find((each) => each.name === name)
  if (!span) throw new Error(`${traceId} has no span ${name}`)
  return span.spanId
}

async function scraped(service: DevelopedService): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(100)) {
    const { services } = await ask<{ services: { targets: { up: boolean }[] }[] }>(service, '/api/services')
    if (services.some(({ targets }) => targets.some(({ up }) => up))) return
  }
  throw new Error('the console does not scrape the service')
}

async function ask<T>({ consoleUrl }: DevelopedService, path: string): Promise<T> {
  const response = await fetch(consoleUrl + path)
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}
