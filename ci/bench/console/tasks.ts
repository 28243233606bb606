// Reads a trace of Chromium's own work: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly dur?: number
  /** Of them, those that the thread ran. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Milliseconds of the longest task on the main thread of any page: as the user waits, and of computing alone. */
export interface Longest {
  readonly wallMs: number
  readonly cpuMs: number
}

export function longestTask(trace: Buffer): Longest {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(thread),
  )
  const tasks = traceEvents.filter((event) => /RunTask$/.test(event.name) && main.has(thread(event)))
  if (tasks.length === 0) throw new Error('the trace of the browser holds no task of a page')
  return {
    wallMs: Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000,
    cpuMs: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
  }
}
