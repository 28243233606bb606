import { SEVERITIES } from '../../otlp/severity.ts'

/** A class of parts/severity-badge.css. The console names OTLP's six ranges alike; other words are the logger's own. */
export const severityClass = (severity: string): string =>
  SEVERITIES.find((known) => known === severity) ?? 'info'

export const isSevere = (severity: string): boolean => severity === 'error' || severity === 'fatal'
