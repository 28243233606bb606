// model → rule files: one an objective, and one for the platform code of each stamped service.
import { stringify } from 'yaml'
import type { Artefact } from '../artefact.ts'
import type { Service, Slo, SloModel } from '../model/model.ts'
import { FILES } from '../names.ts'
import { syntaxError } from '../promql/parse.ts'
import { burnAlerts } from './burn-alerts.ts'
import { platformAlerts, queryAbsent } from './platform-alerts.ts'
import { recordingRules } from './recording.ts'
import type { Rule, RuleGroup } from './rule.ts'

const COMMENT = '# Owner: paved-road\n# Compiled from objectives by paved-road slo: change those, not this.\n'

export function compileRules({ services, slos }: SloModel): Artefact[] {
  const byName = new Map(services.map((service) => [service.name, service]))
  return [
    ...slos.map((slo) => ruleFile(FILES.rules(slo.service, slo.name), objectiveGroup(slo, byName))),
    ...services
      .filter(({ stamped }) => stamped)
      .map((service) =>
        ruleFile(FILES.platformRules(service.name), {
          name: `platform-${service.name}`,
          rules: platformAlerts(service),
        }),
      ),
  ]
}

/** A group's rules are evaluated in order and at one instant: what an alert compares was recorded just before. */
function objectiveGroup(slo: Slo, services: ReadonlyMap<string, Service>): RuleGroup {
  const service = services.get(slo.service) as Service
  return {
    name: `slo-${slo.service}-${slo.name}`,
    rules: [...recordingRules(slo), ...burnAlerts(slo, service), ...queryAbsent(slo, service)],
  }
}

function ruleFile(path: string, group: RuleGroup): Artefact {
  for (const rule of group.rules) assertParses(rule)
  const groups = stringify(
    { groups: [group] },
    { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false },
  )
  return { path, text: `${COMMENT}${groups}` }
}

/** The specs' queries were checked before; what fails here is a defect of this compiler. */
function assertParses({ record, alert, expr }: Rule): void {
  const at = syntaxError(expr)
  if (at !== undefined) throw new Error(`${record ?? alert}: PromQL does not parse at ${at}:\n${expr}`)
}
