// What the objectives of one service compile to, for this stack or for a cluster.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../cli/errors.ts'
import { compile } from '../slo/index.ts'
import { readPages } from '../slo/pages.ts'
import { loadSpecFiles, readSpecs, type SpecOptions } from '../slo/spec/index.ts'
import { pageOf } from './health.ts'
import type { Compiled } from './production/index.ts'
import type { Plan } from './state.ts'

/** With links to what runs here: a page of the stack's console instead of one in the repository. */
export function compileFor(folder: string, plan: Pick<Plan, 'offset' | 'parts'>): Compiled {
  const console = pageOf('console', plan)
  const grafana = plan.parts.includes('grafana') ? pageOf('grafana', plan) : console
  return compileService(folder, { console, grafana, repository: console })
}

/** `folder` has the `slo.yaml` of one service. */
export function compileService(folder: string, links: NonNullable<SpecOptions['links']> = {}): Compiled {
  const file = join(folder, 'slo.yaml')
  if (!existsSync(file))
    throw invalid(folder, 'has no slo.yaml at its top', 'name the folder of a stamped service')
  const { model } = readSpecs(loadSpecFiles([file]), { links })
  const [service, ...others] = model.services
  if (service === undefined || others.length > 0)
    throw invalid(
      file,
      `has the objectives of ${model.services.length} services`,
      'give each service a folder with a slo.yaml of its own',
    )
  return { name: service.name, model, artefacts: compile(model, readPages()) }
}

function invalid(place: string, message: string, remedy: string): CodedError {
  return new CodedError('STACK_SERVICE_INVALID', { place, message, remedy })
}
