// Owner: paved-road
// What must not leave the process, in one list. Applied where a line or attribute is made, not further down.

const SECRET =
  'authorization|proxy-authorization|cookie|set-cookie|password|passwd|secret|client_secret|token|access_token|' +
  'refresh_token|id_token|api[-_]?key|x-api-key|private_?key|session(_?id)?|sig|signature|x-amz-signature'
const PERSONAL =
  'customer|(first|last|full|customer)_?name|e-?mail|customer_?email|phone|address|iban|card(_?number)?|cvv|cvc|ssn'
const SENSITIVE = new RegExp(`^(${SECRET}|${PERSONAL})$`, 'i')

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
    copy[name] = SENSITIVE.test(name) ? REDACTED : redact(field, depth + 1)
  }
  return copy
}

/** A URL's query with the values of sensitive parameters replaced. */
export function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return SENSITIVE.test(name) ? `${name}=REDACTED` : pair
    })
    .join('&')
}

/** What of an error may be logged. PostgreSQL's `detail` and `where` quote row values, so they stay here. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code } = error as { code?: unknown }
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    stack: error.stack,
    ...cause,
  }
}
