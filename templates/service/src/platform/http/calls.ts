// Owner: paved-road
// Time until the answer to each call to another service begins, and its outcome, as undici (`fetch`) tells them.
import { subscribe } from 'node:diagnostics_channel'
import { LABELS, METRICS } from '../conventions.ts'
import { latencyHistogram } from '../metrics.ts'

const { method, serverAddress, status, errorType } = LABELS
const labelNames = [method, serverAddress, status, errorType]
const duration = latencyHistogram(METRICS.httpClientRequestDuration, 'Duration of calls out.', labelNames)
/** Dependencies are few; a service that calls whatever address it is given shall not make a series of each. */
const MOST_HOSTS = 50
const hosts = new Set<string>()

interface Call {
  request: { method: string; origin: string }
  response?: { statusCode: number }
  error?: Error & { code?: string }
}

export function measureCalls(): void {
  const running = new WeakMap<object, number>()
  const end = (message: unknown) => {
    const call = message as Call
    const begun = running.get(call.request) // once: an error may come after the headers
    if (running.delete(call.request))
      duration.observe(labelsOf(call), (performance.now() - Number(begun)) / 1000)
  }
  subscribe('undici:request:create', (call) => running.set((call as Call).request, performance.now()))
  for (const ending of ['headers', 'error']) subscribe(`undici:request:${ending}`, end)
}

function labelsOf({ request, response, error }: Call) {
  const { hostname } = new URL(request.origin)
  if (hosts.size < MOST_HOSTS) hosts.add(hostname)
  const host = hosts.has(hostname) ? hostname : 'other'
  const code = response?.statusCode ?? ''
  // Of a dependency that fails, not of a caller that asked for what is not there, as most of 4xx are.
  const failure = error ? (error.code ?? error.name) : code === 429 || Number(code) >= 500 ? code : ''
  return { [method]: request.method, [serverAddress]: host, [status]: code, [errorType]: failure }
}
