// What users see: requests at an even pace, each remembered by how it ended.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Made } from './requests.ts'

export interface Ending {
  /** Milliseconds since 1970 at which it was sent. */
  readonly at: number
  readonly milliseconds: number
  /** Undefined where no answer came. */
  readonly status: number | undefined
}

export interface Traffic {
  readonly endings: readonly Ending[]
  readonly stop: () => Promise<void>
}

const PATIENCE_MS = 30_000

/** `perSecond` requests, in turn, whether or not those before have been answered. */
export function startTraffic(url: string, requests: readonly Made[], perSecond: number): Traffic {
  const endings: Ending[] = []
  const open = new Set<Promise<void>>()
  let going = true
  async function send({ method, path, body }: Made): Promise<void> {
    const at = Date.now()
    const started = performance.now()
    const init = {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    }
    const status = await fetch(url + path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => undefined,
    )
    endings.push({ at, milliseconds: performance.now() - started, status })
  }
  const pacing = (async () => {
    const started = performance.now()
    for (let n = 0; going; n++) {
      const request = send(requests[n % requests.length] as Made).finally(() => open.delete(request))
      open.add(request)
      await sleep(Math.max(0, started + (1000 * (n + 1)) / perSecond - performance.now()))
    }
  })()
  return {
    endings,
    async stop() {
      going = false
      await pacing
      await Promise.all(open)
    },
  }
}
