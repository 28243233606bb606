// The console's pages over time: open for as long as somebody works, and beside a Prometheus that answers runbooks.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { launch } from '../browser/chromium.ts'
import { prometheusBeside } from '../browser/prometheus.ts'
import { type DevelopedService, develop } from '../browser/service.ts'
import { sendFailing, sendRound } from '../browser/traffic.ts'
import { assertUntroubled, type Visit, visit } from '../browser/visit.ts'
import { component, unless } from '../components.ts'
import { freePort } from '../free-port.ts'
import { sized } from './rounds.ts'
import { paced } from './stack/paced.ts'

const [chromium] = component('chromium')
const prometheus = component('prometheus').at(-1)
const skip = unless(chromium !== undefined, 'chromium') || unless(prometheus !== undefined, 'prometheus')

describe('the pages over time', { skip }, () => {
  const undo: (() => Promise<unknown>)[] = []
  let service: DevelopedService
  let browser: Browser

  before(async () => {
    const [port, asked] = [await freePort(), await freePort()]
    service = await develop({ port, options: ['--prometheus', `http://127.0.0.1:${asked}`] })
    undo.unshift(service.stop)
    const path = prometheus?.path ?? ''
    const target = `127.0.0.1:${port}`
    const beside = await prometheusBeside({ path, port: asked, target, service: service.dir })
    undo.unshift(beside.stop)
    browser = await launch({ path: chromium?.path ?? '' })
    undo.unshift(() => browser.close())
    await sleep(10_000) // two scrapes of each: what is counted before is not seen to grow
    await sendRound(service)
    await sendFailing(service)
  })
  after(async () => {
    for (const step of undo) await step()
  })

  it('answer the queries of a runbook, and agree with what is answered', async () => {
    const { page, leave, ...rest } = await visit(browser, service.consoleUrl)
    try {
      await page.goto(`/runbooks/${service.name}/availability-fast-burn`)
      await page.getByRole('region', { name: 'Now' }).getByText('firing').first().waitFor({ timeout: 60_000 })
      await sleep(20_000) // an evaluation of the console's, whatever its step
      await page.reload()
      const answer = page.getByRole('table', { name: 'Answer now' }).first()
      await answer.getByRole('cell').first().waitFor()
      const cells = await answer.getByRole('cell').allInnerTexts()
      const asked = Number.parseFloat((cells.at(-1) ?? '').replaceAll(',', ''))
      const now = await page.getByLabel('Burn rate per window').first().innerText()
      const own = Number.parseFloat((/5m\s+([\d.,]+)/.exec(now)?.[1] ?? '').replaceAll(',', ''))
      assert.ok(own > 14.4, now)
      // Each extrapolates to the ends of its window from scrapes of its own, one a second and one in five.
      assert.ok(Math.abs(asked / own - 1) < 0.1, `${asked} of Prometheus, ${own} of the console`)
      assertUntroubled({ page, leave, ...rest })
    } finally {
      await leave()
    }
  })

  it('go on holding the same while requests go on coming', async () => {
    const traffic = paced(20, () => fetch(`${service.url}/orders?limit=5`))
    const visits: Visit[] = []
    try {
      for (const path of ['/', '/traces', '/logs', '/metrics', '/map', '/objectives']) {
        const visited = await visit(browser, service.consoleUrl)
        visits.push(visited)
        await visited.page.goto(path)
      }
      await sleep(20_000) // lists are full, code is compiled
      const before = await Promise.all(visits.map(({ page }) => held(page)))
      await sleep(sized(240_000, 90_000))
      const later = await Promise.all(visits.map(({ page }) => held(page)))
      for (const [index, visited] of visits.entries()) {
        assertUntroubled(visited)
        const [was, is] = [before[index], later[index]] as [Held, Held]
        const told = `${new URL(visited.page.url()).pathname}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`
        assert.ok(is.megabytes < was.megabytes * 1.5 + 2, told)
        assert.ok(is.nodes < was.nodes * 1.5 + 500, told)
        assert.ok(is.listeners < was.listeners * 1.5 + 100, told)
      }
    } finally {
      await traffic.stop()
      for (const { leave } of visits) await leave()
    }
  })
})

interface Held {
  readonly megabytes: number
  readonly nodes: number
  readonly listeners: number
}

/** What a page holds once its garbage is collected. */
async function held(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
  return { megabytes: of('JSHeapUsedSize') / 1e6, nodes: of('Nodes'), listeners: of('JSEventListeners') }
}
