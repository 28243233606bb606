// Alert policies: burn-rate conditions in place of the tiers that every objective has otherwise.
import { z } from 'zod'
import { PERIODS, type Period, WINDOWS, type Window } from '../../model/periods.ts'
import { type Severity, type Tier, tidy, tiersOf } from '../../model/tiers.ts'
import { shaped } from '../check.ts'
import { at, type Context, type Part, placeOf } from '../context.ts'
import { toWindow } from '../period.ts'
import { quoted } from '../problems.ts'
import type { Catalogue } from './catalogue.ts'
import { type ConditionSpec, INLINE_CONDITION, INLINE_POLICY, type PolicySpec } from './shapes.ts'

const POLICY_REF = z.strictObject({ alertPolicyRef: z.string() })
const CONDITION_REF = z.strictObject({ conditionRef: z.string() })
const TARGET_REF = z.strictObject({ targetRef: z.string() })

/** What a severity says that is neither of ours. */
const PAGES = ['page', 'critical', 'high']

/** `part` is the SLO's alertPolicies. Without any, every tier of the period applies. */
export function readTiers(
  policies: readonly unknown[] | undefined,
  period: Period,
  part: Part,
  catalogue: Catalogue,
  context: Context,
): readonly Tier[] {
  if (policies === undefined || policies.length === 0) return tiersOf(period)
  const tiers: Tier[] = []
  for (const [index, policy] of policies.entries()) {
    const found = readPolicy(policy, at(part, index), catalogue, context)
    // A policy that only tells of missing data has its alert anyway: telemetry absent.
    if (!found || found.spec.alertWhenBreaching === false) continue
    for (const [position, condition] of found.spec.conditions.entries()) {
      const where = at(found.part, 'conditions', position)
      const tier = readCondition(condition, period, where, catalogue, context)
      if (tier && tiers.some(({ long, severity }) => long === tier.long && severity === tier.severity)) {
        refuse(where, `a second ${tier.severity} over ${tier.long}`, 'keep one of them', context)
      } else if (tier) tiers.push(tier)
    }
  }
  return tiers.sort((a, b) => a.severity.localeCompare(b.severity, 'en') || WINDOWS[a.long] - WINDOWS[b.long])
}

/** All of them, used or not, so that a mistake shows before it matters. */
export function checkPolicies(catalogue: Catalogue, context: Context): void {
  for (const { document, part } of catalogue.all('AlertPolicy')) {
    for (const [index, condition] of document.spec.conditions.entries()) {
      readCondition(condition, '30d', at(part, 'spec', 'conditions', index), catalogue, context)
    }
    checkTargets(document.spec, at(part, 'spec'), catalogue, context)
  }
}

function readPolicy(
  value: unknown,
  part: Part,
  catalogue: Catalogue,
  context: Context,
): { spec: PolicySpec; part: Part } | undefined {
  const reference = typeof value === 'string' ? { alertPolicyRef: value } : value
  if (isObject(reference) && 'alertPolicyRef' in reference) {
    const ref = shaped(POLICY_REF, reference, part, context)?.alertPolicyRef
    const entry = ref === undefined ? undefined : catalogue.find('AlertPolicy', ref, part)
    return entry && { spec: entry.document.spec, part: at(entry.part, 'spec') }
  }
  const spec = shaped(INLINE_POLICY, value, part, context)?.spec
  if (spec) checkTargets(spec, at(part, 'spec'), catalogue, context)
  return spec && { spec, part: at(part, 'spec') }
}

/** Where alerts go is Alertmanager's to say; only the names are looked at, where there are any. */
function checkTargets(spec: PolicySpec, part: Part, catalogue: Catalogue, context: Context): void {
  if (!catalogue.isIn(part.source.file, 'AlertNotificationTarget')) return
  for (const [index, target] of (spec.notificationTargets ?? []).entries()) {
    if (!isObject(target) || !('targetRef' in target)) continue
    const where = at(part, 'notificationTargets', index)
    const ref = shaped(TARGET_REF, target, where, context)?.targetRef
    if (ref !== undefined) catalogue.find('AlertNotificationTarget', ref, where)
  }
}

function readCondition(
  value: unknown,
  period: Period,
  part: Part,
  catalogue: Catalogue,
  context: Context,
): Tier | undefined {
  if (isObject(value) && 'conditionRef' in value) {
    const ref = shaped(CONDITION_REF, value, part, context)?.conditionRef
    const entry = ref === undefined ? undefined : catalogue.find('AlertCondition', ref, part)
    return entry && toTier(entry.document.spec, period, at(entry.part, 'spec'), context)
  }
  const spec = shaped(INLINE_CONDITION, value, part, context)?.spec
  return spec && toTier(spec, period, at(part, 'spec'), context)
}

function toTier(
  { severity: said, condition }: ConditionSpec,
  period: Period,
  part: Part,
  context: Context,
): Tier | undefined {
  const { kind = 'burnrate', op, threshold: factor, lookbackWindow } = condition
  const where = (key: string): Part => at(part, 'condition', key)
  if (kind !== 'burnrate')
    return refuse(where('kind'), `condition kind ${quoted(kind)}`, 'use burnrate', context)
  if (op !== 'gt' && op !== 'gte') {
    return refuse(where('op'), `op ${op}, which would alert while all is well,`, 'use gt or gte', context)
  }
  if (!(factor > 0)) {
    return refuse(where('threshold'), `burn rate ${factor}`, 'give one above 0, such as 14.4', context)
  }
  const long = toWindow(lookbackWindow)
  const short = long && SHORT[long]
  if (!long || !short) {
    const remedy = `use ${Object.keys(SHORT).join(', ')}`
    return refuse(where('lookbackWindow'), `lookbackWindow ${quoted(lookbackWindow)}`, remedy, context)
  }
  warnOfWaiting(condition.alertAfter, where('alertAfter'), context)
  const severity: Severity = PAGES.includes(said.toLowerCase()) ? 'page' : 'ticket'
  return { severity, long, short, share: tidy((factor * WINDOWS[long]) / PERIODS[period]), factor }
}

function warnOfWaiting(alertAfter: string | undefined, part: Part, { lints }: Context): void {
  if (alertAfter === undefined || /^0+\D*$/.test(alertAfter)) return
  lints.push({
    code: 'SLO_ALERTING_IGNORED',
    place: placeOf(part),
    message: `alertAfter ${quoted(alertAfter)} has no effect: a burn-rate alert waits by its windows`,
    remedy: 'leave it out',
    blocks: false,
  })
}

const SHORT: Partial<Record<Window, Window>> = Object.fromEntries(
  tiersOf('30d').map(({ long, short }) => [long, short]),
)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function refuse(part: Part, what: string, remedy: string, { problems }: Context): undefined {
  problems.add('SLO_ALERT_UNSUPPORTED', placeOf(part), `${what} is not supported`, remedy)
}
