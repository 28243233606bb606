// From a rehearsal to findings: each migration answers for what it brings about.
import { CodedError } from '../../cli/errors.ts'
import type { Finding } from '../finding.ts'
import { blocksIn } from './blocks.ts'
import { breaksBetween, type Change } from './breaks.ts'
import { differences } from './differences.ts'
import type { Rehearsal, Step } from './rehearse.ts'
import { REMEDIES } from './remedies.ts'

/** The rest of a long list says no more. */
const MOST_DIFFERENCES = 3

/** `names`: the migrations that were released, which a contract step may count on. */
export function judge({ released, steps, failure }: Rehearsal, names: ReadonlySet<string>): Finding[] {
  const findings = steps.flatMap((step) => {
    const place = placeOf(step.migration)
    // The running version meets each state in turn, so what breaks it counts even if a later step mends it.
    const known = new Set(breaksBetween(released, step.before).map(keyOf))
    const breaks = breaksBetween(released, step.up).filter((change) => !known.has(keyOf(change)))
    return [
      ...contractStep(step, breaks, names),
      ...blocksIn(released, step.before, step.up).map((change) => finding(place, change)),
      ...irreversible(step),
    ]
  })
  if (!failure) return findings
  const { migration, doing, message } = failure
  const change = `its ${doing === 'down' ? 'down' : 'up after its down'} fails (${message}), so those after it were not tried`
  return [...findings, finding(placeOf(migration), { code: 'MIGRATION_IRREVERSIBLE', message: change })]
}

/** A migration that says which released one made way for it may take away what no running version uses. */
function contractStep(
  { migration, contract }: Step,
  breaks: Change[],
  names: ReadonlySet<string>,
): Finding[] {
  const place = placeOf(migration)
  const findings = breaks.map((change) => finding(place, change))
  if (contract === undefined) return findings
  const { expandedIn } = readContract(place, contract)
  if (names.has(expandedIn)) return []
  const message = `counts on ${expandedIn}, which is not among the migrations that were released`
  return [finding(place, { code: 'MIGRATION_CONTRACT_EARLY', message }), ...findings]
}

function readContract(place: string, contract: unknown): { expandedIn: string; reason: string } {
  const { expandedIn, reason } = (contract ?? {}) as Record<string, unknown>
  const given = [expandedIn, reason].every((text) => typeof text === 'string' && text.trim() !== '')
  if (given) return { expandedIn: expandedIn as string, reason: reason as string }
  throw new CodedError('MIGRATION_CONTRACT_INVALID', {
    place,
    message: 'exports a contract without the migration that made way for it, or without a reason',
    remedy:
      "write export const contract = { expandedIn: '<file of that migration>', reason: '<why nobody uses it>' }",
  })
}

function irreversible({ migration, before, up, down, again }: Step): Finding[] {
  const left = down ? differences(before, down) : []
  const other = again ? differences(up, again) : []
  const tell = (what: string, found: string[]) =>
    found.length === 0
      ? []
      : [finding(placeOf(migration), { code: 'MIGRATION_IRREVERSIBLE', message: `${what}: ${some(found)}` })]
  return [
    ...tell('its down does not bring back what was before', left),
    ...tell('its up leaves something else after its down', other),
  ]
}

function some(found: readonly string[]): string {
  const more = found.length - MOST_DIFFERENCES
  return found.slice(0, MOST_DIFFERENCES).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

const placeOf = (migration: string): string => `migrations/${migration}`

const keyOf = ({ code, object, message }: Change): string => `${code} ${object} ${message}`

export function finding(
  place: string,
  { code, object, message }: Partial<Change> & Omit<Change, 'object'>,
): Finding {
  return { code, place, message: object ? `${object} ${message}` : message, remedy: REMEDIES[code] }
}
