// One instant query of a Prometheus that somebody else runs. https://prometheus.io/docs/prometheus/latest/querying/api/
import type { QueryValue } from './contract.ts'

const PATIENCE_MS = 5_000
const MOST_SERIES = 100

interface Answer {
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown }
  readonly error?: unknown
}

interface Sample {
  readonly metric?: Readonly<Record<string, string>>
  readonly value: readonly [time: number, value: string]
}

/** @param prometheus base address, without a slash at its end */
export async function askPrometheus(prometheus: string, query: string): Promise<QueryValue> {
  try {
    const response = await fetch(`${prometheus}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query }),
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: 'error',
    })
    const { data, error } = (await response.json()) as Answer
    if (data?.resultType === 'scalar' && Array.isArray(data.result))
      return { series: [{ labels: {}, value: numberOf(String(data.result[1])) }] }
    if (data?.resultType !== 'vector' || !Array.isArray(data.result))
      return { error: typeof error === 'string' ? error : `Prometheus answered with ${response.status}` }
    return { series: (data.result as Sample[]).slice(0, MOST_SERIES).map(series) }
  } catch (fault) {
    const { cause } = fault as Error
    return { error: `Prometheus does not answer: ${(cause as Error | undefined)?.message ?? fault}` }
  }
}

const series = ({ metric = {}, value: [, value] }: Sample) => ({ labels: metric, value: numberOf(value) })

const numberOf = (text: string): number | 'NaN' | '+Inf' | '-Inf' =>
  text === 'NaN' || text === '+Inf' || text === '-Inf' ? text : Number(text)
