// A watch that scrapes and evaluates many times a second, and services for it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWatch, type WatchOptions } from '../../../console/objectives/index.ts'
import { modelOf } from '../equality/specs.ts'
import { exposition, type Told } from './exposition.ts'
import { exposing, served } from './served.ts'

export const SERVICE = 'acme-orders'
export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
export const QUICK: WatchOptions = { scrapeSeconds: 0.05, evaluationSeconds: 0.1, scrapeTimeoutSeconds: 0.5 }
export const model = modelOf('stamped-standard.yaml')

export function watching(t: TestContext, options: WatchOptions = {}) {
  const watch = createWatch({ ...QUICK, ...options })
  const changes = new Set<string>()
  t.after(watch.start((what) => changes.add(what)))
  return { watch, changes }
}

/** Where something listened until now. */
export async function closed(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return `http://127.0.0.1:${port}`
}

export async function eventually(isSo: () => boolean, what: string): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(20)) if (isSo()) return
  assert.fail(`it never came about that ${what}`)
}

/** A service whose requests go on being counted. */
export async function working(t: TestContext, rise: Told, first: Told = {}): Promise<string> {
  let [good, slow, failed] = [0, 0, 0]
  return await served(
    t,
    exposing(() => {
      good += rise.good ?? 0
      slow += rise.slow ?? 0
      failed += rise.failed ?? 0
      return exposition({ ...first, good, slow, failed })
    }),
  )
}
