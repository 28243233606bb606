// Draws each trace on the terminal once it has come to rest.
import type { TraceList, TraceView } from '../console/contract.ts'
import { drawnSpans } from '../console/terminal/drawn.ts'
import { type Style, styleFor } from '../console/terminal/style.ts'
import { waterfall } from '../console/terminal/waterfall.ts'

/** Batches of one trace come seconds apart at most; one without news for this long is drawn. */
const REST_MS = 1_000
/** Traces at a time: under load nobody reads them all. */
const MOST_DRAWN = 20

export interface Drawer {
  /** @param url of the console's API */
  start(url: string): Promise<void>
  changed(): void
  stop(): void
}

interface Seen {
  readonly spans: number
  readonly since: number
  readonly drawn: boolean
}

export function drawer(out: NodeJS.WriteStream): Drawer {
  const style = styleFor(out)
  let seen = new Map<string, Seen>()
  let looking: NodeJS.Timeout | undefined
  let news = true

  const look = async (url: string, drawn = false) => {
    if (!news) return
    news = false // what comes while this is asked is news again
    const { traces } = await ask<TraceList>(`${url}/api/traces?limit=100`)
    const now = performance.now()
    const before = seen
    seen = new Map()
    for (const { traceId, spans } of traces) {
      const known = before.get(traceId)
      seen.set(traceId, known?.spans === spans ? known : { spans, since: now, drawn })
    }
    const rested = traces.filter(({ traceId }) => isRested(seen.get(traceId), now)).slice(0, MOST_DRAWN)
    if ([...seen.values()].some(({ drawn }) => !drawn)) news = true
    for (const { traceId } of rested.reverse()) {
      const known = seen.get(traceId)
      if (known) seen.set(traceId, { ...known, drawn: true })
      draw(out, await ask<TraceView>(`${url}/api/traces/${traceId}`), style)
    }
  }
  return {
    start: async (url) => {
      await look(url, true) // what was kept from the last time was drawn then
      const again = async () => {
        await look(url).catch(() => {}) // it made room for others meanwhile
        if (looking !== undefined) looking = setTimeout(again, REST_MS / 2)
      }
      looking = setTimeout(again, REST_MS / 2)
    },
    changed: () => {
      news = true
    },
    stop: () => {
      clearTimeout(looking)
      looking = undefined
    },
  }
}

const isRested = (trace: Seen | undefined, now: number): boolean =>
  trace !== undefined && !trace.drawn && now - trace.since >= REST_MS

function draw(out: NodeJS.WriteStream, trace: TraceView, style: Style): void {
  out.write(`\n${waterfall(drawnSpans(trace), { width: out.columns ?? 100, style })}`)
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status}`)
  return (await response.json()) as T
}
