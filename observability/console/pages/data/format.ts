// Numbers as people read them.

/** Three figures and a unit: 7 ns, 412 µs, 8.21 ms, 1.53 s, 2.5 min. */
export function duration(nanoseconds: number): string {
  if (nanoseconds > 0 && nanoseconds < 1_000) return `${Math.round(nanoseconds)} ns`
  const microseconds = nanoseconds / 1_000
  if (microseconds < 1_000) return `${figures(microseconds)} µs`
  if (microseconds < 1_000_000) return `${figures(microseconds / 1_000)} ms`
  if (microseconds < 120_000_000) return `${figures(microseconds / 1_000_000)} s`
  return stretch(microseconds / 1_000_000)
}

export const seconds = (value: number | null): string => (value === null ? '–' : duration(value * 1e9))

/** A long time, in its largest unit: 2.5 min, 3.2 h, 12 d. */
export function stretch(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3_600) return `${+figures(seconds / 60)} min`
  if (seconds < 172_800) return `${+figures(seconds / 3_600)} h`
  return `${+figures(seconds / 86_400)} d`
}

/** 0.0123 is 1.23 %. */
export function share(value: number | null): string {
  if (value === null) return '–'
  const percent = value * 100
  if (percent === 0) return '0 %'
  return `${Math.abs(percent) < 0.01 ? percent.toPrecision(1) : +percent.toFixed(percent < 1 ? 2 : 1)} %`
}

export function rate(value: number | null): string {
  if (value === null) return '–'
  return value > 0 && value < 0.005 ? '< 0.01/s' : `${+figures(value)}/s`
}

export const count = (value: number): string => value.toLocaleString('en')

/** Of events that were counted at the ends of a stretch and reckoned for the whole of it: seldom a whole number. */
export const about = (value: number): string => count(value < 10 ? +value.toFixed(1) : Math.round(value))

/** 41.2 MB, by thousands. */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`
  if (value < 1_000_000) return `${figures(value / 1_000)} kB`
  return value < 1e9 ? `${figures(value / 1e6)} MB` : `${figures(value / 1e9)} GB`
}

const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
/** The time of day, in the reader's zone. */
export const clock = (milliseconds: number): string => time.format(milliseconds)

export const millisecondsOf = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n)

export function ago(milliseconds: number, now = Date.now()): string {
  const seconds = Math.max(0, (now - milliseconds) / 1000)
  return seconds < 5 ? 'just now' : `${stretch(seconds)} ago`
}

function figures(value: number): string {
  const size = Math.abs(value)
  return size >= 100 || size === 0 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2)
}
