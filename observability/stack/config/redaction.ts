// What the Collector hides of telemetry that arrives: a second line behind each service's own redaction, for services
// that have none. RE2 syntax.

/** Attributes whose name says that nobody should read them. */
const BLOCKED_KEYS = [
  '(?i)(^|[._-])(authorization|cookies?|credentials?|jwt|passw(or)?d|passphrase|secrets?|tokens?|signature)$',
  '(?i)(^|[._-])(api|access|private)[._-]?key([._-]?id)?$',
  '(?i)(^|[._-])(e-?mail|phone|iban|cvv|cvc|ssn|card[._-]?number)$',
]

/** Values that are secrets or personal whatever they are called: e-mail addresses, bearer tokens, JWTs. */
const BLOCKED_VALUES = [
  '[\\w.+-]{1,64}@[\\w-]+(\\.[\\w-]+)*\\.[A-Za-z]{2,}',
  '(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}',
  '\\beyJ[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*',
]

/** The processor, which lets all else pass. */
export const REDACTION = {
  allow_all_keys: true,
  blocked_key_patterns: BLOCKED_KEYS,
  blocked_values: BLOCKED_VALUES,
}
