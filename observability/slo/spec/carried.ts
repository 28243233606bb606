// Labels and annotations of a Sloth file that its alerts keep, so that what Alertmanager routes on stays there.
import type { BySeverity } from '../model/model.ts'
import type { Severity } from '../model/tiers.ts'
import { at, type Context, type Part, placeOf } from './context.ts'
import type { Tags } from './labels.ts'
import { quoted } from './problems.ts'

/** Where some stand, from the general to the particular: later ones win. */
export type Holders = readonly { readonly tags: Tags | undefined; readonly part: Part }[]

/** What every alert has; the value where it is known before the alert is. */
type Own = Readonly<Record<string, string | undefined>>

/** Prometheus sets these itself. */
const RESERVED = /^(__.*|alertname|alertstate)$/
const ANNOTATIONS = [
  'summary',
  'description',
  'objective',
  'runbook_url',
  'dashboard_url',
  'time_to_exhaustion',
]

/** The severities whose alerts are wanted say what gives way; a label that says the same need not be mentioned. */
export function carriedLabels(
  holders: (severity: Severity) => Holders,
  own: Own,
  wanted: readonly Severity[],
  context: Context,
): { labels?: BySeverity } {
  const carried = bySeverity((severity) => {
    const theirs = merged(holders(severity))
    const ours: Own = { ...own, severity, window: undefined }
    const kept = Object.entries(theirs).filter(([name, { text, part }]) => {
      if (!(name in ours || RESERVED.test(name))) return true
      if (text !== ours[name] && wanted.includes(severity)) warnOfTaken(name, text, ours[name], part, context)
      return false
    })
    return textsOf(kept)
  })
  return isEmpty(carried) ? {} : { labels: carried }
}

export function carriedAnnotations(
  holders: (severity: Severity) => Holders,
  context: Context,
): { annotations?: BySeverity } {
  const carried = bySeverity((severity) => {
    const theirs = Object.entries(merged(holders(severity))).filter(([name]) => !ANNOTATIONS.includes(name))
    const kept = theirs.filter(([name, { text, part }]) => {
      const template = /\{\{|\}\}/.test(text)
      if (template) warnOfTemplate(name, part, context)
      return !template
    })
    return textsOf(kept)
  })
  return isEmpty(carried) ? {} : { annotations: carried }
}

type Merged = Readonly<Record<string, { readonly text: string; readonly part: Part }>>

function merged(holders: Holders): Merged {
  const entries = holders.flatMap(({ tags, part }) =>
    Object.entries(tags ?? {}).map(
      ([name, value]) => [name, { text: String(value).trim(), part: at(part, name) }] as const,
    ),
  )
  return Object.fromEntries(entries)
}

/** An empty label is none; by name, whatever the order in the file. */
function textsOf(entries: readonly (readonly [string, { readonly text: string }])[]): Record<string, string> {
  const texts = entries.flatMap(([name, { text }]) => (text === '' ? [] : [[name, text] as const]))
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const bySeverity = (of: (severity: Severity) => Record<string, string>): BySeverity => ({
  page: of('page'),
  ticket: of('ticket'),
})

const isEmpty = (carried: BySeverity): boolean =>
  Object.values(carried).every((texts) => Object.keys(texts).length === 0)

function warnOfTaken(
  name: string,
  text: string,
  ours: string | undefined,
  part: Part,
  { lints }: Context,
): void {
  const gives = ours === undefined ? 'one that every alert has' : quoted(ours)
  lints.push({
    code: 'SLO_LABEL_TAKEN',
    place: placeOf(part),
    message: `label ${name} ${quoted(text)} gives way to ${gives}`,
    remedy: 'route on that, or name it otherwise',
    blocks: false,
  })
}

function warnOfTemplate(name: string, part: Part, { lints }: Context): void {
  lints.push({
    code: 'SLO_ALERTING_IGNORED',
    place: placeOf(part),
    message: `annotation ${name} has a template and is left out, for the alerts have other values and labels`,
    remedy: 'write it without {{ }}',
    blocks: false,
  })
}
