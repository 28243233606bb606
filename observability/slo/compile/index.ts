// model → rule files, one a service.
import { stringify } from 'yaml'
import { groupBy } from '../../console/group-by.ts'
import type { Artefact } from '../artefact.ts'
import type { Service, Slo, SloModel } from '../model/model.ts'
import { FILES } from '../names.ts'
import { syntaxError } from '../promql/parse.ts'
import { burnAlerts } from './burn-alerts.ts'
import { platformAlerts, queryAbsent } from './platform-alerts.ts'
import { recordingRules } from './recording.ts'
import type { Rule, RuleGroup } from './rule.ts'

export function compileRules({ services, slos }: SloModel): Artefact[] {
  const byService = groupBy(slos, ({ service }) => service)
  return services.map((service) => ({
    path: FILES.rules(service.name),
    text: yaml(service, groups(service, byService.get(service.name) ?? [])),
  }))
}

/** A group's rules are evaluated in order and at one instant: what an alert compares was recorded just before. */
export function groups(service: Service, slos: readonly Slo[]): RuleGroup[] {
  const platform = platformAlerts(service)
  return [
    ...slos.map((slo) => ({
      name: `slo-${slo.service}-${slo.name}`,
      rules: [...recordingRules(slo), ...burnAlerts(slo, service), ...queryAbsent(slo, service)],
    })),
    ...(platform.length > 0 ? [{ name: `platform-${service.name}`, rules: platform }] : []),
  ]
}

function yaml(service: Service, all: readonly RuleGroup[]): string {
  for (const { rules } of all) for (const rule of rules) assertParses(rule)
  const comment = `# Compiled from the objectives of ${service.name}: change those, not this.\n`
  return (
    comment +
    stringify({ groups: all }, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false })
  )
}

/** The specs' queries were checked before; what fails here is a defect of this compiler. */
function assertParses({ record, alert, expr }: Rule): void {
  const at = syntaxError(expr)
  if (at !== undefined) throw new Error(`${record ?? alert}: PromQL does not parse at ${at}:\n${expr}`)
}
