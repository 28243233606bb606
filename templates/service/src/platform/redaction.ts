// Owner: paved-road
// What must not leave the process, in one list. Applied where a line or attribute is made, not further down.
import querystring from 'node:querystring'

// Compared without case, `_` and `-`; whatever ends so is meant: `accessToken`, `user_email`, `x-api-key`.
const SECRET =
  'auth|authorization|(cookie|credential|jwt|password|passwd|passphrase|secret|token)s?|bearer|(access|api|private)key(id)?|session|sessionid|signature'
const PERSONAL =
  '((first|last|full|given|family|customer|user)name|email|phone|phonenumber)s?|(email|street|postal|home)address|iban|cardnumber|cvv|cvc|ssn'
const SENSITIVE = new RegExp(`(${SECRET}|${PERSONAL})$|^(sig|pin|otp|pwd|card|customer|address)$`)

const known = new Map<string, boolean>()

/** `customer[email]` and `customer.email` are sensitive as a whole, as `customer_email` is, or in any of their parts. */
function isSensitive(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  const parts = querystring
    .unescape(name)
    .toLowerCase()
    .replace(/[-_+\s]/g, '')
    .split(/[.[\]]+/)
  const sensitive = [parts.join(''), ...parts].some((part) => SENSITIVE.test(part))
  if (known.size < 1000 && name.length < 100) known.set(name, sensitive) // callers may make names up for ever
  return sensitive
}

const REDACTED = '[redacted]'
const MAX_DEPTH = 6

/** A copy of `value` in which each field with a sensitive name is replaced, and great depth (or a cycle) is cut. */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (depth === MAX_DEPTH) return '[deep]'
  if (value instanceof Error) return describeError(value, depth)
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  const copy: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    copy[name] = isSensitive(name) ? REDACTED : redact(field, depth + 1)
  }
  return copy
}

const EMAIL = /@|%40/

/** A URL's query with the values of sensitive parameters replaced, and whatever may be an e-mail address. */
export function redactQuery(query: string): string {
  const redacted = (pair: string) => {
    const [name = ''] = pair.split('=', 1)
    if (EMAIL.test(name)) return 'REDACTED'
    return EMAIL.test(pair) || isSensitive(name) ? `${name}=REDACTED` : pair
  }
  return query.split('&').map(redacted).join('&')
}

const NO_UUID = '(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:/|$))'
const SUSPECT = new RegExp(`@|%40|${NO_UUID}[^/]{20}`, 'i')
const PARTS = new RegExp(`${NO_UUID}[^/]+`, 'gi')

/** A URL's path with each part replaced that may be an e-mail address or a token: long, with digits, and no UUID. */
export function redactPath(path: string): string {
  if (!SUSPECT.test(path)) return path // most are not, and this is on the way of every request
  const isPrivate = (part: string) => EMAIL.test(part) || (part.length >= 20 && /\d/.test(part))
  return path.replace(PARTS, (part) => (isPrivate(part) ? 'REDACTED' : part))
}

/** Credentials in a URL, e-mail addresses, tokens of HTTP and JWTs, within a text that nobody wrote for a log. */
const IN_TEXT =
  /(?<=\/\/)[^\s/@]{1,200}(?=@)|[^\s"'<>()=:;,/@]{1,64}@([\w-]+\.)+[a-z]{2,}|(?<=\b(bearer|basic) )\S+|\beyJ[\w-]{8,300}\.[\w.-]+/gi
const hide = (text = ''): string => text.replace(IN_TEXT, REDACTED)

/** What of an error may be logged. PostgreSQL quotes values in `detail` and `where`, and in messages of class 22. */
export function describeError(error: unknown, depth = 0): unknown {
  if (typeof error === 'string') return { message: hide(error) }
  if (!(error instanceof Error) || depth === MAX_DEPTH) return redact(error, depth)
  const { name: type, message, stack, cause, code, errors } = error as Error & Record<string, unknown>
  const quotes = /^22/.test(String(code))
  return {
    type,
    message: hide(quotes ? message.replace(/"[^"]*"/g, REDACTED) : message),
    ...(code !== undefined && { code: redact(code, depth + 1) }),
    ...(!quotes && { stack: hide(stack) }),
    ...(cause !== undefined && { cause: describeError(cause, depth + 1) }),
    ...(errors !== undefined && { errors: redact(errors, depth + 1) }),
  }
}
