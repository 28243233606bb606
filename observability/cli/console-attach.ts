// What has the ports already: a console, for two services that are developed side by side are shown by one; or the
// stack's Collector.
import type { ConsoleStatus } from '../console/contract.ts'

const PATIENCE_MS = 3_000

interface Running {
  /** Of its pages and its API. */
  readonly url: string
  readonly otlpUrl: string
}

/** Undefined where something else has the port, or nothing. */
export async function runningAt(address: string): Promise<Running | undefined> {
  try {
    const response = await fetch(`${address}/api/status`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    })
    const { version, url, otlpUrl, held } = (await response.json()) as Partial<ConsoleStatus>
    const isOurs = typeof version === 'string' && typeof held?.spans === 'number'
    return isOurs && isUrl(url) && isUrl(otlpUrl) ? { url, otlpUrl } : undefined
  } catch {
    return undefined
  }
}

const isUrl = (text: unknown): text is string => typeof text === 'string' && URL.canParse(text)

/** Whether what has the port answers an export of nothing as OTLP has it. */
export async function takesTelemetry(otlpUrl: string): Promise<boolean> {
  try {
    const { ok, headers } = await fetch(`${otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    })
    return ok && /^application\/json\b/.test(headers.get('content-type') ?? '')
  } catch {
    return false
  }
}

/** Tells it where to scrape, and where objectives and runbooks are. */
export async function announce(
  console: string,
  { services, folders }: { readonly services: readonly string[]; readonly folders: readonly string[] },
): Promise<void> {
  const each = [...services.map((url) => ({ url })), ...folders.map((folder) => ({ folder }))]
  for (const service of each) {
    const response = await fetch(`${console}/api/services`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(service),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => undefined)
    if (response?.ok) continue
    process.stderr.write(
      `It does not take ${JSON.stringify(service)}: of that only traces and logs are shown.\n`,
    )
  }
}
