// Samples and policies from files and lines.
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { CodedError } from '../cli/errors.ts'
import type { SloModel } from '../slo/model/model.ts'
import { loadSpecFiles, readSpecs } from '../slo/spec/index.ts'
import { POLICY_DEFAULTS, type Policy, policyOf } from './policy.ts'
import { readPolicy } from './read.ts'

const LARGEST_BYTES = 64 * 1024 * 1024

/** `-` is standard input. Throws CANARY_FILE_UNREADABLE or CANARY_JSON_INVALID. */
export function loadJson(file: string): unknown {
  return parse(textOf(file), file)
}

/** Throws CANARY_JSON_INVALID. */
export function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const [what = ''] = (cause as Error).message.replace(/[^\x20-\x7e]/g, '?').split(',')
    throw new CodedError('CANARY_JSON_INVALID', {
      place,
      message: `is not JSON (${what.slice(0, 120)})`,
      remedy: 'docs/canary.md shows the form',
      cause,
    })
  }
}

function textOf(file: string): string {
  const unreadable = (message: string, remedy: string, cause?: unknown) =>
    new CodedError('CANARY_FILE_UNREADABLE', { place: file, message, remedy, cause })
  let descriptor: number | undefined
  try {
    descriptor = file === '-' ? 0 : openSync(file, 'r')
    const { size } = fstatSync(descriptor)
    if (size > LARGEST_BYTES) throw unreadable('is larger than 64 MiB', 'a verdict needs some hundred blocks')
    return readFileSync(descriptor, 'utf8')
  } catch (cause) {
    if (cause instanceof CodedError) throw cause
    throw unreadable(
      `cannot be read (${(cause as NodeJS.ErrnoException).code})`,
      'name a readable file',
      cause,
    )
  } finally {
    if (descriptor !== undefined && descriptor !== 0) closeSync(descriptor)
  }
}

const OBJECTIVES = 'slo.yaml'

/** From the file named, else from the slo.yaml of this folder; undefined where there is none. */
export function loadPolicy(file: string | undefined, service: string | undefined): Policy | undefined {
  if (file === undefined) return existsSync(OBJECTIVES) ? fromObjectives(OBJECTIVES, service) : undefined
  return /\.ya?ml$/.test(file) ? fromObjectives(file, service) : readPolicy(loadJson(file), file)
}

export const DEFAULT_POLICY: Policy = POLICY_DEFAULTS

/** Throws what `slo compile` does for a bad file. */
export const loadModel = (file: string): SloModel => readSpecs(loadSpecFiles([file]), {}).model

/** Throws what loadModel does, or CANARY_POLICY_INVALID. */
function fromObjectives(file: string, named: string | undefined): Policy {
  const model = loadModel(file)
  const names = model.services.map(({ name }) => name)
  const service = named ?? (names.length === 1 ? names[0] : undefined)
  const fail = (message: string, remedy: string) =>
    new CodedError('CANARY_POLICY_INVALID', { place: file, message, remedy })
  if (service === undefined)
    throw fail('holds several services', `say which with --service: ${names.join(', ')}`)
  const policy = policyOf(model, service)
  if (policy) return policy
  const what = `has no availability objective over all requests of ${service}`
  throw fail(what, 'add one, or give a policy as JSON: docs/canary.md')
}
