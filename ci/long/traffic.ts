// Traffic over kept-alive connections that goes on until it is told to stop, and remembers how each request ended.
import { Agent, request } from 'node:http'

const ORDER = JSON.stringify({
  customer: { name: 'Ada', email: 'ada@example.com' },
  items: [{ sku: 'tea', quantity: 1, unitPriceCents: 450 }],
})

export interface Ending {
  /** Undefined when no answer came. */
  status?: number
  /** The error's code when the request could not be completed. */
  error?: string
  milliseconds: number
  /** The answer asked not to use this connection again, as the service does when it is about to end. */
  leave?: boolean
  /** `performance.now()` when it ended. */
  at: number
}

export interface Traffic {
  endings: Ending[]
  stop: () => Promise<void>
}

/** `callers` at once, each sending its next request when the last has ended; one in four creates an order. */
export function startTraffic(url: string, callers = 8): Traffic {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  const endings: Ending[] = []
  let going = true
  const call = async (caller: number) => {
    for (let n = caller; going; n += 1) {
      const ending = await send(agent, url, n % 4 === 0)
      endings.push(ending)
      // Told to leave: a load balancer would send the next request elsewhere.
      if (ending.leave || ending.error === 'ECONNREFUSED') return
    }
  }
  const done = Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)))
  return {
    endings,
    stop: async () => {
      going = false
      await done
      agent.destroy()
    },
  }
}

function send(agent: Agent, url: string, create: boolean): Promise<Ending> {
  const started = performance.now()
  return new Promise((resolve) => {
    const end = (how: Pick<Ending, 'status' | 'error' | 'leave'>) => {
      const at = performance.now()
      resolve({ ...how, milliseconds: at - started, at })
    }
    const outgoing = request(
      create ? `${url}/orders` : `${url}/orders?limit=5`,
      {
        agent,
        method: create ? 'POST' : 'GET',
        headers: create ? { 'content-type': 'application/json' } : {},
      },
      (response) => {
        response.resume()
        response.on('end', () =>
          end({ status: response.statusCode ?? 0, leave: response.headers.connection === 'close' }),
        )
        response.on('error', (fault: NodeJS.ErrnoException) => end({ error: fault.code ?? fault.message }))
      },
    )
    outgoing.on('error', (fault: NodeJS.ErrnoException) => end({ error: fault.code ?? fault.message }))
    outgoing.end(create ? ORDER : undefined)
  })
}
