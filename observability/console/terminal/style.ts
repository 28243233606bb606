// Colours and safe text for a terminal.

export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly cyan: (text: string) => string
}

const plain = (text: string) => text
const ansi = (on: number, off: number) => (text: string) => `\x1b[${on}m${text}\x1b[${off}m`

export const PLAIN: Style = { bold: plain, dim: plain, red: plain, green: plain, cyan: plain }

export const COLOURED: Style = {
  bold: ansi(1, 22),
  dim: ansi(2, 22),
  red: ansi(31, 39),
  green: ansi(32, 39),
  cyan: ansi(36, 39),
}

/** Colours on a terminal only, and not where https://no-color.org was asked for. */
export function styleFor(stream: { readonly isTTY?: boolean }, env = process.env): Style {
  return stream.isTTY && !env.NO_COLOR && env.TERM !== 'dumb' ? COLOURED : PLAIN
}

/** Telemetry is text from elsewhere: its control characters could rewrite the screen. */
export function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '�')
}

export function fit(text: string, width: number): string {
  const characters = [...text]
  if (characters.length <= width) return text + ' '.repeat(width - characters.length)
  return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** Three figures and a unit: 412µs, 8.21ms, 1.53s. */
export function duration(nanoseconds: bigint): string {
  const microseconds = Number(nanoseconds) / 1_000
  if (microseconds < 1_000) return `${figures(microseconds)}µs`
  if (microseconds < 1_000_000) return `${figures(microseconds / 1_000)}ms`
  return `${figures(microseconds / 1_000_000)}s`
}

function figures(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
