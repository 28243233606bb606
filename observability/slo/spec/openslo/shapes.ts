// OpenSLO v1 (https://github.com/OpenSLO/OpenSLO, README), field by field. What is arbitrary there is `unknown` here
// and looked at where it is used.
import { z } from 'zod'
import { TAGS } from '../labels.ts'

const optional = {
  text: z.string().optional(),
  number: z.number().optional(),
  flag: z.boolean().optional(),
}

const METADATA = z.strictObject({
  name: z.string(),
  displayName: optional.text,
  namespace: optional.text,
  labels: TAGS.optional(),
  annotations: TAGS.optional(),
})
const INLINE_METADATA = METADATA.partial().optional()

const document = <S extends z.ZodType>(spec: S) =>
  z.strictObject({ apiVersion: z.string(), kind: z.string(), metadata: METADATA, spec })
/** As `document`, within another, where only the spec is needed. */
const inline = <S extends z.ZodType>(spec: S) =>
  z.strictObject({ apiVersion: optional.text, kind: optional.text, metadata: INLINE_METADATA, spec })

const METRIC = z
  .strictObject({
    metricSource: z.strictObject({
      metricSourceRef: optional.text,
      type: optional.text,
      spec: TAGS.optional(),
    }),
  })
  .optional()

const INDICATOR_SPEC = z.strictObject({
  description: optional.text,
  thresholdMetric: METRIC,
  ratioMetric: z
    .strictObject({
      counter: optional.flag,
      good: METRIC,
      bad: METRIC,
      total: METRIC,
      raw: z.unknown().optional(),
      rawType: z.unknown().optional(),
    })
    .optional(),
})

const OBJECTIVE = z.strictObject({
  displayName: optional.text,
  op: z.enum(['lt', 'lte', 'gt', 'gte']).optional(),
  value: optional.number,
  target: z.unknown().optional(),
  targetPercent: z.unknown().optional(),
  timeSliceTarget: z.unknown().optional(),
  timeSliceWindow: z.unknown().optional(),
  indicator: z.unknown().optional(),
  indicatorRef: z.unknown().optional(),
  compositeWeight: z.unknown().optional(),
})

const TIME_WINDOW = z.strictObject({
  duration: z.string(),
  isRolling: optional.flag,
  calendar: z.unknown().optional(),
})

const CONDITION_SPEC = z.strictObject({
  description: optional.text,
  severity: z.string(),
  condition: z.strictObject({
    kind: optional.text,
    op: z.enum(['lt', 'lte', 'gt', 'gte']),
    threshold: z.number(),
    lookbackWindow: z.string(),
    alertAfter: optional.text,
  }),
})

const POLICY_SPEC = z.strictObject({
  description: optional.text,
  alertWhenNoData: optional.flag,
  alertWhenResolved: optional.flag,
  alertWhenBreaching: optional.flag,
  conditions: z.array(z.unknown()).min(1),
  notificationTargets: z.array(z.unknown()).optional(),
})

export const DOCUMENTS = {
  Service: document(z.strictObject({ description: optional.text }).optional()),
  SLO: document(
    z.strictObject({
      description: optional.text,
      service: z.string(),
      indicator: inline(INDICATOR_SPEC).optional(),
      indicatorRef: optional.text,
      timeWindow: z.array(TIME_WINDOW).min(1).max(1).optional(),
      budgetingMethod: z.string(),
      objectives: z.array(OBJECTIVE).min(1),
      alertPolicies: z.array(z.unknown()).optional(),
    }),
  ),
  SLI: document(INDICATOR_SPEC),
  AlertPolicy: document(POLICY_SPEC),
  AlertCondition: document(CONDITION_SPEC),
  AlertNotificationTarget: document(z.strictObject({ description: optional.text, target: z.string() })),
  DataSource: document(
    z.strictObject({
      description: optional.text,
      type: z.string(),
      connectionDetails: z.unknown().optional(),
    }),
  ),
}

export const INLINE_POLICY = inline(POLICY_SPEC)
export const INLINE_CONDITION = inline(CONDITION_SPEC)

export type Kind = keyof typeof DOCUMENTS
export type DocumentOf<K extends Kind> = z.output<(typeof DOCUMENTS)[K]>
export type IndicatorSpec = z.output<typeof INDICATOR_SPEC>
export type Metric = NonNullable<z.output<typeof METRIC>>
export type Objective = z.output<typeof OBJECTIVE>
export type PolicySpec = z.output<typeof POLICY_SPEC>
export type ConditionSpec = z.output<typeof CONDITION_SPEC>
