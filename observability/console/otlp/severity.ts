// How bad a log record is: https://opentelemetry.io/docs/specs/otel/logs/data-model/#severity-fields
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

/** Names that loggers give them besides. */
const NAMES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(SEVERITIES.map((name, index) => [name, index + 1])),
  ...{ verbose: 1, information: 3, informational: 3, notice: 3, warning: 4 },
  ...{ err: 5, critical: 6, crit: 6, alert: 6, emergency: 6, emerg: 6, panic: 6 },
}

/** 1 to 6, or 0 where it is not told: the number comes in six bands of four, the text is the logger's own word. */
export function severityOf(number: number, text: string): number {
  const band = Math.floor((number + 3) / 4)
  if (band >= 1 && band <= SEVERITIES.length) return band
  return (Object.hasOwn(NAMES, text.toLowerCase()) && NAMES[text.toLowerCase()]) || 0
}
