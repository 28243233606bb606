// An OpenSLO SLO, with what it refers to, into one draft for each of its objectives.
import type { Indicator } from '../../model/model.ts'
import type { Period } from '../../model/periods.ts'
import { at, type Context, type Draft, type Part, placeOf } from '../context.ts'
import { kindOf, requestsPerDayOf, tag, tierOf } from '../labels.ts'
import { toObjective } from '../objective.ts'
import { toPeriod } from '../period.ts'
import { quoted } from '../problems.ts'
import { checkName, checkText, onOneLine, slug } from '../text.ts'
import { readTiers } from './alerts.ts'
import type { Catalogue, Entry } from './catalogue.ts'
import { type Measured, readIndicator } from './indicator.ts'
import type { DocumentOf, Objective } from './shapes.ts'

type Spec = DocumentOf<'SLO'>['spec']

export function readSlo({ document, part }: Entry<'SLO'>, catalogue: Catalogue, context: Context): Draft[] {
  const { problems } = context
  const { metadata, spec: slo } = document
  const { labels, annotations } = metadata
  const spec = at(part, 'spec')
  const named = placeOf(at(part, 'metadata', 'name'))
  const servicePlace = placeOf(at(spec, 'service'))
  if (catalogue.isIn(part.source.file, 'Service')) catalogue.find('Service', slo.service, at(spec, 'service'))
  else checkName('service', slo.service, servicePlace, problems)
  checkMethod(slo, spec, context)
  const period = readPeriod(slo.timeWindow?.[0], at(spec, 'timeWindow', 0), context)
  const measured = indicatorOf(slo, spec, catalogue, context)
  const tiers = readTiers(slo.alertPolicies, period ?? '30d', at(spec, 'alertPolicies'), catalogue, context)
  const texts = readTexts(document, part, context)
  const metadataPart = at(part, 'metadata')
  const perDay = requestsPerDayOf(annotations, labels)
  const stamped = measured?.indicator.source === 'requests'
  const serviceTier = tierOf(tag('tier', labels), stamped, at(metadataPart, 'labels', 'tier'), context)
  const kind = measured && kindOf(measured.kind, annotations, labels)
  return slo.objectives.flatMap((objective, index) => {
    const where = at(spec, 'objectives', index)
    const target = readTarget(objective, where, context)
    const indicator = measured && withBound(measured.indicator, objective, where, context)
    const name = nameOf(metadata.name, objective, slo.objectives.length, where, context)
    if (!target || !indicator || !period || !kind) return []
    return {
      service: slo.service,
      name,
      displayName: objective.displayName
        ? `${texts.displayName}: ${objective.displayName}`
        : texts.displayName,
      description: texts.description,
      owner: tag('owner', labels, annotations),
      kind,
      objective: target,
      period,
      tiers,
      indicator,
      ...(perDay === undefined ? {} : { requestsPerDay: perDay }),
      place: slo.objectives.length === 1 ? named : placeOf(where),
      serviceTier,
      servicePlace,
      objectivePlace: placeOf(where),
    }
  })
}

function readTexts({ metadata, spec }: DocumentOf<'SLO'>, part: Part, { problems }: Context) {
  const displayName = metadata.displayName ?? metadata.name
  const description = onOneLine(spec.description ?? '')
  const metadataPart = at(part, 'metadata')
  if (metadata.displayName !== undefined) {
    checkText('displayName', displayName, placeOf(at(metadataPart, 'displayName')), problems)
  }
  checkText('description', description, placeOf(at(part, 'spec', 'description')), problems, 1_050)
  return { displayName, description }
}

function checkMethod({ budgetingMethod: method }: Spec, spec: Part, { problems }: Context): void {
  if (method === 'Occurrences') return
  const message = `budgetingMethod ${quoted(method)} is not supported`
  const where = placeOf(at(spec, 'budgetingMethod'))
  problems.add('SLO_METHOD_UNSUPPORTED', where, message, 'use Occurrences, which counts events')
}

function readPeriod(
  window: NonNullable<Spec['timeWindow']>[number] | undefined,
  part: Part,
  context: Context,
): Period | undefined {
  if (window === undefined) return '30d'
  if (window.isRolling === false || window.calendar !== undefined) {
    const message = 'a window that follows the calendar is not supported'
    const remedy = 'use isRolling: true with 7d, 28d, 30d or 90d'
    context.problems.add('SLO_CALENDAR_UNSUPPORTED', placeOf(part), message, remedy)
    return undefined
  }
  return toPeriod(window.duration, placeOf(at(part, 'duration')), context.problems)
}

function indicatorOf(slo: Spec, spec: Part, catalogue: Catalogue, context: Context): Measured | undefined {
  if (Boolean(slo.indicator) === (slo.indicatorRef !== undefined)) {
    if (slo.objectives.some(isComposite)) return undefined
    const message = slo.indicator ? 'has both indicator and indicatorRef' : 'has no indicator'
    const remedy = 'give an indicator, or an indicatorRef to an SLI'
    context.problems.add('SLO_INDICATOR_INVALID', placeOf(spec), `the SLO ${message}`, remedy)
    return undefined
  }
  if (slo.indicator) {
    return readIndicator(slo.indicator.spec, at(spec, 'indicator', 'spec'), catalogue, context)
  }
  const entry = catalogue.find('SLI', slo.indicatorRef ?? '', at(spec, 'indicatorRef'))
  return entry && readIndicator(entry.document.spec, at(entry.part, 'spec'), catalogue, context)
}

const isComposite = (objective: Objective): boolean =>
  ['indicator', 'indicatorRef', 'compositeWeight'].some((key) => key in objective)

function readTarget(objective: Objective, part: Part, context: Context): number | undefined {
  const { problems } = context
  if (isComposite(objective)) {
    const message = 'an SLO made of several indicators is not supported'
    problems.add('SLO_COMPOSITE_UNSUPPORTED', placeOf(part), message, 'write one SLO for each indicator')
    return undefined
  }
  const { target, targetPercent } = objective
  if ((target === undefined) === (targetPercent === undefined)) {
    const message = `the objective has ${target === undefined ? 'no target' : 'both target and targetPercent'}`
    problems.add('SLO_OBJECTIVE_INVALID', placeOf(part), message, 'give target: 0.999 or targetPercent: 99.9')
    return undefined
  }
  if (target !== undefined) return toObjective(target, 'share', at(part, 'target'), context)
  return toObjective(targetPercent, 'percent', at(part, 'targetPercent'), context)
}

function withBound(
  indicator: Measured['indicator'],
  { op, value }: Objective,
  part: Part,
  { problems }: Context,
): Indicator | undefined {
  if (indicator.source !== 'threshold') return indicator
  if (op !== undefined && value !== undefined) {
    return { source: 'threshold', query: indicator.query, good: { op, bound: value } }
  }
  const message = `a thresholdMetric needs the objective's ${op === undefined ? 'op' : 'value'}`
  const remedy = 'say when a value is good, such as op: lt and value: 0.5'
  problems.add('SLO_FIELD_MISSING', placeOf(part), message, remedy)
  return undefined
}

/** Several objectives become several SLOs, told apart by the slug of their display name or else by their target. */
function nameOf(
  name: string,
  objective: Objective,
  count: number,
  part: Part,
  { problems }: Context,
): string {
  const { displayName, target, targetPercent } = objective
  if (displayName !== undefined) {
    checkText('displayName', displayName, placeOf(at(part, 'displayName')), problems)
  }
  if (count === 1) return name
  const percent = typeof target === 'number' ? Number((target * 100).toPrecision(12)) : targetPercent
  const suffix = slug(displayName ?? '').slice(0, 30) || String(percent).replace(/\D+/g, '-')
  const full = `${name}-${suffix.replace(/-+$/, '')}`
  checkName('SLO', full, placeOf(part), problems)
  return full
}
