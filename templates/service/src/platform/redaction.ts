// Owner: paved-road
// What must not leave the process, in one list. Applied where a line or attribute is made, not further down.

// Compared without case, `_` and `-`; whatever ends so is meant: `accessToken`, `user_email`, `x-api-key`.
const SECRET =
  'authorization|cookie|password|passwd|passphrase|secret|token|bearer|apikey|privatekey|session|sessionid|signature'
const PERSONAL =
  '(first|last|full|customer|user)name|email|phone|phonenumber|(street|postal|home)address|iban|cardnumber|cvv|cvc|ssn'
const SENSITIVE = new RegExp(`(${SECRET}|${PERSONAL})$|^(sig|card|customer|address)$`)

const isSensitive = (name: string): boolean => SENSITIVE.test(name.toLowerCase().replace(/[-_]/g, ''))

const REDACTED = '[redacted]'
const MAX_DEPTH = 6

/** A copy of `value` in which each field with a sensitive name is replaced, and great depth (or a cycle) is cut. */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Error || value instanceof Date)
    return value
  if (depth === MAX_DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  const copy: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    copy[name] = isSensitive(name) ? REDACTED : redact(field, depth + 1)
  }
  return copy
}

/** A URL's query with the values of sensitive parameters replaced. */
export function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return isSensitive(name) ? `${name}=REDACTED` : pair
    })
    .join('&')
}

/** What of an error may be logged. PostgreSQL quotes values in `detail` and `where`, and in messages of class 22. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code } = error as { code?: unknown }
  const quotes = /^22/.test(String(code))
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return {
    type: error.name,
    message: quotes ? error.message.replace(/"[^"]*"/g, REDACTED) : error.message,
    ...(code === undefined ? {} : { code }),
    ...(quotes ? {} : { stack: error.stack }),
    ...cause,
  }
}
