// Which reader a document is for. Forms that are known but not read are refused by name.
import type { Context, Draft } from './context.ts'
import type { SpecFile } from './files.ts'
import type { Catalogue } from './openslo/catalogue.ts'
import { quoted } from './problems.ts'
import { countSloth, readSloth, SLOTH_KUBERNETES, SLOTH_VERSION } from './sloth.ts'
import type { Source } from './source.ts'
import { documents } from './yaml.ts'

/** More are a mistake, or belong into several runs. */
const MOST_SLOS = 5_000
const OPENSLO_VERSION = 'openslo/v1'

/** OpenSLO documents go into the catalogue, since they refer to each other; Sloth's are complete. */
export function dispatch(files: readonly SpecFile[], catalogue: Catalogue, context: Context): Draft[] {
  const drafts: Draft[] = []
  let count = 0
  for (const file of files) {
    for (const source of documents(file, context.problems)) {
      count += version(source) === SLOTH_VERSION ? countSloth(source) : 1
      if (count > MOST_SLOS) {
        const message = `there are more than ${MOST_SLOS} SLOs`
        context.problems.add('SLO_COUNT_EXCEEDED', source.place(), message, 'compile them in several runs')
        return drafts
      }
      drafts.push(...read(source, catalogue, context))
    }
  }
  return drafts
}

function read(source: Source, catalogue: Catalogue, context: Context): Draft[] {
  const found = version(source)
  if (found === OPENSLO_VERSION) {
    catalogue.add(source)
    return []
  }
  if (found === SLOTH_VERSION) return readSloth(source, context)
  refuse(source, found, context)
  return []
}

function version({ value }: Source): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { apiVersion, version } = value as { apiVersion?: unknown; version?: unknown }
  const found = apiVersion ?? version
  return typeof found === 'string' ? found : undefined
}

function refuse(source: Source, found: string | undefined, { problems }: Context): void {
  const place = source.place(['apiVersion'])
  if (found === undefined) {
    const message = 'says neither apiVersion nor version'
    const remedy = `start with apiVersion: ${OPENSLO_VERSION}, or Sloth's version: ${SLOTH_VERSION}`
    problems.add('SLO_VERSION_UNSUPPORTED', place, message, remedy)
  } else if (found.startsWith(SLOTH_KUBERNETES)) {
    const message = "Sloth's Kubernetes form is not read"
    const remedy = `move spec to the top under version: ${SLOTH_VERSION}, with error_query, total_query, page_alert and ticket_alert for errorQuery, totalQuery, pageAlert and ticketAlert`
    problems.add('SLO_SLOTH_KUBERNETES_UNSUPPORTED', place, message, remedy)
  } else {
    problems.add('SLO_VERSION_UNSUPPORTED', place, `version ${quoted(found)} is not read`, remedyFor(found))
  }
}

function remedyFor(found: string): string {
  if (found.endsWith('/v1alpha')) {
    return `use ${OPENSLO_VERSION}: timeWindow with duration: 30d for timeWindows, and an indicator with ratioMetric and metricSource for ratioMetrics`
  }
  if (found.endsWith('/v2alpha')) {
    return `use ${OPENSLO_VERSION}: service, indicator, indicatorRef and alertPolicies by name, and metricSourceRef for dataSourceRef`
  }
  return `use ${OPENSLO_VERSION}, or Sloth's ${SLOTH_VERSION}`
}
