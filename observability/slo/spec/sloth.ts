// Sloth's prometheus/v1 (https://sloth.dev/specs/default/): one service, its SLOs as ratios of events. Budgets are kept
// over 30 days, as Sloth does unless told otherwise.
import { z } from 'zod'
import { type Severity, tiersOf } from '../model/tiers.ts'
import { carriedAnnotations, carriedLabels, type Holders } from './carried.ts'
import { shaped } from './check.ts'
import { at, type Context, type Draft, type Part, placeOf } from './context.ts'
import { eventIndicator } from './events.ts'
import { checkAnnotations, checkLabels, kindOf, requestsPerDayOf, TAGS, tag, tierOf } from './labels.ts'
import { toObjective } from './objective.ts'
import { readEvents } from './query/read.ts'
import type { Source } from './source.ts'
import { checkName, checkText, onOneLine } from './text.ts'

export const SLOTH_VERSION = 'prometheus/v1'
export const SLOTH_KUBERNETES = 'sloth.slok.dev/'

/** Sloth's labels become labels in Prometheus, by their own name. */
const LABEL = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

const ANNOTATIONS = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional()

const ALERT = z
  .strictObject({ disable: z.boolean().optional(), labels: TAGS.optional(), annotations: ANNOTATIONS })
  .optional()

const SLO = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  objective: z.unknown().optional(),
  labels: TAGS.optional(),
  plugins: z.unknown().optional(),
  sli: z.strictObject({
    events: z.strictObject({ error_query: z.string(), total_query: z.string() }).optional(),
    raw: z.unknown().optional(),
    plugin: z.unknown().optional(),
  }),
  alerting: z
    .strictObject({
      name: z.string().optional(),
      labels: TAGS.optional(),
      annotations: ANNOTATIONS,
      page_alert: ALERT,
      ticket_alert: ALERT,
    })
    .optional(),
})

const FILE = z.strictObject({
  version: z.string(),
  service: z.string(),
  labels: TAGS.optional(),
  slo_plugins: z.unknown().optional(),
  slos: z.array(SLO).min(1),
})

type SlothFile = z.output<typeof FILE>
type SlothSlo = z.output<typeof SLO>

/** How many objectives there are, before any is looked at. */
export function countSloth(source: Source): number {
  const { slos } = source.value as { slos?: unknown }
  return Array.isArray(slos) ? slos.length : 0
}

export function readSloth(source: Source, context: Context): Draft[] {
  const part: Part = { source, path: [] }
  const file = shaped(FILE, source.value, part, context)
  if (!file) return []
  checkName('service', file.service, source.place(['service']), context.problems)
  checkLabels(file.labels, at(part, 'labels'), context, LABEL)
  if (file.slo_plugins !== undefined) refusePlugin(at(part, 'slo_plugins'), context)
  return file.slos.flatMap((slo, index) => readSlo(slo, file, at(part, 'slos', index), context) ?? [])
}

function readSlo(slo: SlothSlo, file: SlothFile, part: Part, context: Context): Draft | undefined {
  const { problems } = context
  const { source } = part
  const description = onOneLine(slo.description ?? '')
  const place = placeOf(at(part, 'name'))
  checkName('SLO', slo.name, place, problems)
  checkText('description', description, placeOf(at(part, 'description')), problems, 1_050)
  checkAllTags(slo, part, context)
  if (slo.plugins !== undefined) refusePlugin(at(part, 'plugins'), context)
  const objective = toObjective(slo.objective, 'percent', at(part, 'objective'), context)
  const measured = readIndicator(slo.sli, at(part, 'sli'), context)
  const requestsPerDay = requestsPerDayOf(slo.labels)
  if (objective === undefined || !measured) return undefined
  const tiers = tiersOf('30d').filter(({ severity }) => !slo.alerting?.[`${severity}_alert`]?.disable)
  const owner = tag('owner', slo.labels, file.labels)
  return {
    service: file.service,
    name: slo.name,
    displayName: slo.name,
    description,
    owner,
    kind: kindOf(measured.kind, slo.labels),
    objective,
    period: '30d',
    tiers,
    indicator: measured.indicator,
    ...(requestsPerDay === undefined ? {} : { requestsPerDay }),
    ...carried(slo, file, owner, tiers, part, context),
    place,
    serviceTier: tierOf(tag('tier', file.labels), false, part, context),
    servicePlace: source.place(['service']),
    objectivePlace: placeOf(at(part, 'objective')),
  }
}

function carried(
  { name, labels, alerting }: SlothSlo,
  file: SlothFile,
  owner: string | undefined,
  tiers: Draft['tiers'],
  part: Part,
  context: Context,
) {
  const path = at(part, 'alerting')
  const labelled = (severity: Severity): Holders => [
    { tags: file.labels, part: { source: part.source, path: ['labels'] } },
    { tags: labels, part: at(part, 'labels') },
    { tags: alerting?.labels, part: at(path, 'labels') },
    { tags: alerting?.[`${severity}_alert`]?.labels, part: at(path, `${severity}_alert`, 'labels') },
  ]
  const annotated = (severity: Severity): Holders => [
    { tags: alerting?.annotations, part: at(path, 'annotations') },
    {
      tags: alerting?.[`${severity}_alert`]?.annotations,
      part: at(path, `${severity}_alert`, 'annotations'),
    },
  ]
  const own = { slo: name, service: file.service, owner }
  const wanted = tiers.map(({ severity }) => severity)
  return { ...carriedLabels(labelled, own, wanted, context), ...carriedAnnotations(annotated, context) }
}

function readIndicator(sli: SlothSlo['sli'], part: Part, context: Context) {
  const { problems } = context
  if (sli.raw !== undefined) {
    const message = 'an error ratio that is already worked out (sli.raw) has no counts to add up'
    const remedy = 'give sli.events with error_query and total_query'
    problems.add('SLO_SLOTH_RAW_UNSUPPORTED', placeOf(at(part, 'raw')), message, remedy)
    return undefined
  }
  if (sli.plugin !== undefined) return refusePlugin(at(part, 'plugin'), context)
  if (!sli.events) {
    problems.add('SLO_INDICATOR_INVALID', placeOf(part), 'the sli has no events', 'give sli.events')
    return undefined
  }
  const events = at(part, 'events')
  const bad = readEvents(sli.events.error_query, at(events, 'error_query'), undefined, context)
  const total = readEvents(sli.events.total_query, at(events, 'total_query'), undefined, context)
  return bad && total && eventIndicator('bad', bad, total, context)
}

function refusePlugin(part: Part, { problems }: Context): undefined {
  const message = "Sloth's plugins are programs of Sloth and cannot be run here"
  const remedy = 'give sli.events with the queries that the plugin makes'
  problems.add('SLO_SLOTH_PLUGIN_UNSUPPORTED', placeOf(part), message, remedy)
}

function checkAllTags({ labels, alerting }: SlothSlo, part: Part, context: Context): void {
  checkLabels(labels, at(part, 'labels'), context, LABEL)
  for (const [path, holder] of [
    [['alerting'], alerting],
    [['alerting', 'page_alert'], alerting?.page_alert],
    [['alerting', 'ticket_alert'], alerting?.ticket_alert],
  ] as const) {
    checkLabels(holder?.labels, at(part, ...path, 'labels'), context, LABEL)
    checkAnnotations(holder?.annotations, at(part, ...path, 'annotations'), context, LABEL)
  }
}
