/** With exemplars where the service can, which the plain text format has not. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.5'
const MEBIBYTE = 2 ** 20

export interface FetchLimits {
  readonly timeoutMs: number
  /** Of the text, unpacked. */
  readonly bodyBytes: number
}

/** Where the metrics of a service are whose address is this; undefined for what is no address of one. */
export function metricsUrl(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (!url.pathname.endsWith('/metrics')) url.pathname = `${url.pathname.replace(/\/$/, '')}/metrics`
  url.hash = ''
  return url
}

/** Follows no redirect: only what the user named is asked. Throws with a message for people. */
export async function fetchMetrics(
  url: URL,
  { timeoutMs, bodyBytes }: FetchLimits,
  ended: AbortSignal,
): Promise<string> {
  const signal = AbortSignal.any([ended, AbortSignal.timeout(timeoutMs)])
  try {
    const response = await fetch(url, { headers: { accept: ACCEPT }, redirect: 'manual', signal })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Error(`it answers with ${response.status}`)
    }
    return await textOf(response, bodyBytes)
  } catch (fault) {
    throw new Error(reasonOf(fault as Error, timeoutMs))
  }
}

async function textOf({ body }: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder()
  let [text, bytes] = ['', 0]
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > limit) throw new Error(`its metrics are larger than ${limit / MEBIBYTE} MiB`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function reasonOf({ name, message, cause }: Error, timeoutMs: number): string {
  if (name === 'TimeoutError') return `it does not answer within ${timeoutMs / 1_000} s`
  const code = (cause as { code?: string } | undefined)?.code
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  return code ?? (cause as Error | undefined)?.message ?? message
}
