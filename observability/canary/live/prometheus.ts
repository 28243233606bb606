// Asks a Prometheus, and takes no answer that is not whole.
import { CodedError } from '../../cli/errors.ts'

export type Point = readonly [seconds: number, value: number]

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** In the order of time. */
  readonly points: readonly Point[]
}

export interface Answered<T> {
  readonly result: readonly T[]
  /** What Prometheus, or what stands before it, says of an answer that is not whole. */
  readonly warnings: readonly string[]
}

interface Raw {
  readonly metric: Record<string, string>
  readonly value?: [number, string]
  readonly values?: [number, string][]
}

export interface Prometheus {
  /** An expression's value at a moment, in seconds since 1970. Throws CANARY_PROMETHEUS_FAILED. */
  instant(query: string, at?: number): Promise<Answered<Series>>
}

const PATIENCE_MS = 10_000
const LARGEST_BYTES = 32 * 1024 * 1024

export function prometheusAt(base: string): Prometheus {
  return {
    async instant(query, at) {
      const body = new URLSearchParams({ query, ...(at !== undefined && { time: at.toFixed(3) }) })
      const { data, warnings = [], infos = [] } = await answerOf(`${base}/api/v1/query`, body)
      const result = data.result.map(seriesOf)
      // An info says what could be asked better; of a partial answer Thanos and Mimir warn.
      return { result, warnings: warnings.length > 0 ? [...warnings, ...infos] : [] }
    },
  }
}

interface Answer {
  readonly data: { readonly result: readonly Raw[] }
  readonly warnings?: readonly string[]
  readonly infos?: readonly string[]
}

async function answerOf(url: string, body: URLSearchParams): Promise<Answer> {
  const fail = (message: string, cause?: unknown) =>
    new CodedError('CANARY_PROMETHEUS_FAILED', {
      place: url.replace('/api/v1/query', ''),
      message,
      remedy: 'see that the address is a Prometheus that answers',
      cause,
    })
  let text: string
  let status: number
  try {
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE_MS) })
    status = response.status
    text = await limited(response)
  } catch (cause) {
    const reason = (cause as Error).cause ?? cause
    throw fail(
      `does not answer (${(reason as NodeJS.ErrnoException).code ?? (reason as Error).message})`,
      cause,
    )
  }
  const answer = parsed(text)
  if (isAnswer(answer)) return answer
  const told = (answer as { error?: unknown } | undefined)?.error
  throw fail(
    typeof told === 'string'
      ? `refuses (${shown(told)})`
      : `answers ${status}, and nothing that Prometheus would`,
  )
}

/** As text, as far as a Prometheus would talk. */
async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size > LARGEST_BYTES) throw new Error('more than 32 MiB')
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isAnswer(value: unknown): value is Answer {
  const { status, data } = (value ?? {}) as { status?: unknown; data?: { result?: unknown } }
  return status === 'success' && Array.isArray(data?.result) && data.result.every(isRaw)
}

function isRaw(value: unknown): value is Raw {
  const { metric, value: one, values } = (value ?? {}) as Record<string, unknown>
  const isPoint = (point: unknown) =>
    Array.isArray(point) && typeof point[0] === 'number' && typeof point[1] === 'string'
  return (
    typeof metric === 'object' &&
    metric !== null &&
    (isPoint(one) || (Array.isArray(values) && values.every(isPoint)))
  )
}

function seriesOf({ metric, value, values }: Raw): Series {
  const points = (values ?? (value ? [value] : [])).map(([seconds, text]): Point => [seconds, numberOf(text)])
  return { labels: metric, points }
}

const numberOf = (text: string): number => Number(text.replace('Inf', 'Infinity'))
const shown = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
