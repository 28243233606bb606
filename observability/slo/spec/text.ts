// Names and texts end up in file names, labels, annotations (which Prometheus expands as templates) and URLs: what
// would mean something there is refused here, once.
import type { Place } from '../model/model.ts'
import { type Problems, quoted } from './problems.ts'

/** RFC 1123, section 2.1, as Kubernetes and OpenSLO have it. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** Other objects of OpenSLO are only referred to: their names go nowhere. */
const REFERENCE = /^[A-Za-z0-9]([\w.-]{0,251}[A-Za-z0-9])?$/
/** Controls, line and paragraph separators, and what turns the direction of writing. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
const BRACES = /\{\{|\}\}/

/** An alert of the platform has `slo="none"`, and its rules are in a file of that name. */
const TAKEN = ['none', 'platform']

export function checkName(what: 'SLO' | 'service', name: string, place: Place, problems: Problems): boolean {
  if (what === 'SLO' && TAKEN.includes(name)) {
    problems.add(
      'SLO_NAME_INVALID',
      place,
      `SLO name ${quoted(name)} has a meaning of its own`,
      'give it another',
    )
    return false
  }
  if (NAME.test(name)) return true
  const better = slug(name)
  problems.add(
    'SLO_NAME_INVALID',
    place,
    `${what} name ${quoted(name)} is not made of lower-case letters, digits and inner hyphens, at most 63`,
    better === '' ? 'write such a name' : `write ${better}`,
  )
  return false
}

export function checkReferenceName(name: string, place: Place, problems: Problems): boolean {
  if (REFERENCE.test(name)) return true
  const message = `name ${quoted(name)} is not made of letters, digits, dots, hyphens and underscores`
  problems.add('SLO_NAME_INVALID', place, message, 'write such a name')
  return false
}

/** A text of one line that is safe as a label's value and in an annotation. */
export function checkText(
  what: string,
  text: string,
  place: Place | string,
  problems: Problems,
  longest = 300,
): boolean {
  const wrong = CONTROL.test(text)
    ? 'holds a line break or a control character'
    : BRACES.test(text)
      ? 'holds {{ or }}, which Prometheus would expand'
      : text.length > longest
        ? `is longer than ${longest} characters`
        : undefined
  if (wrong === undefined) return true
  problems.add(
    'SLO_TEXT_UNSAFE',
    place,
    `${what} ${quoted(text)} ${wrong}`,
    'write it as plain text on one line',
  )
  return false
}

/** A description may be a block of several lines in the file. */
export const onOneLine = (text: string): string => text.trim().replace(/[ \t]*\r?\n[ \t\r\n]*/g, ' ')

/** `Checkout: 99%` becomes `checkout-99`. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '')
}
