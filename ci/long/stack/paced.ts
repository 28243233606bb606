// Requests at an even pace, whatever becomes of them.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Ending {
  /** Undefined where no answer came. */
  readonly status: number | undefined
  readonly milliseconds: number
}

export interface Paced {
  readonly endings: Ending[]
  readonly stop: () => Promise<void>
}

const ORDER = JSON.stringify({
  customer: { name: 'Ada', email: 'ada@example.com' },
  items: [{ sku: 'tea', quantity: 1, unitPriceCents: 450 }],
})

/** An order; the one write that a stamped service takes. */
export const anOrder = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: ORDER,
    signal: AbortSignal.timeout(10_000),
  })

export function paced(perSecond: number, send: () => Promise<Response>): Paced {
  const endings: Ending[] = []
  const open = new Set<Promise<void>>()
  let going = true
  const one = async () => {
    const started = performance.now()
    const status = await send().then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => undefined,
    )
    endings.push({ status, milliseconds: performance.now() - started })
  }
  const pacing = (async () => {
    const started = performance.now()
    for (let n = 0; going; n += 1) {
      const request = one().finally(() => open.delete(request))
      open.add(request)
      await sleep(Math.max(0, started + (1000 * (n + 1)) / perSecond - performance.now()))
    }
  })()
  return {
    endings,
    stop: async () => {
      going = false
      await pacing
      await Promise.all(open)
    },
  }
}
