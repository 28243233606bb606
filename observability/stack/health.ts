// What each part says of itself, asked over the address that everybody uses.
import { PARTS, type PartName, PORTS } from './parts.ts'
import { consolePort, urlOf } from './site.ts'
import type { Plan } from './state.ts'

const PATIENCE_MS = 3_000

/** Whether it answers that it is well. */
export async function isHealthy(part: PartName, plan: Pick<Plan, 'offset' | 'parts'>): Promise<boolean> {
  const { health } = PARTS[part]
  const port = part === 'console' ? consolePort(new Set(plan.parts)) : health.port
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const answer = await fetch(urlOf(port, plan.offset) + health.path, { signal })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

/** The page for a person. */
export function pageOf(part: PartName, plan: Pick<Plan, 'offset' | 'parts'>): string {
  return urlOf(part === 'console' ? consolePort(new Set(plan.parts)) : PARTS[part].page, plan.offset)
}

/** The ports on this machine that a plan needs. */
export function portsOf({
  parts,
  offset,
}: Pick<Plan, 'offset' | 'parts'>): { part: PartName; port: number }[] {
  const names = (part: PartName) => (part === 'console' ? [consolePort(new Set(parts))] : PARTS[part].ports)
  return parts.flatMap((part) => names(part).map((name) => ({ part, port: PORTS[name] + offset })))
}
