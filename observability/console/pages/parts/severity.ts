// Severities are free text in OTLP; these are the names of its six ranges
// (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber).
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What libraries call them otherwise. */
const OTHERS: Readonly<Record<string, Severity>> = {
  verbose: 'trace',
  notice: 'info',
  err: 'error',
  critical: 'fatal',
  emerg: 'fatal',
  alert: 'fatal',
  panic: 'fatal',
}

export function severityOf(text: string): Severity | undefined {
  const lower = text.toLowerCase()
  return SEVERITIES.find((known) => lower.startsWith(known)) ?? OTHERS[lower]
}

export function isSevere(text: string): boolean {
  const severity = severityOf(text)
  return severity === 'error' || severity === 'fatal'
}
