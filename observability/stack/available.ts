// Which parts there can be on this machine, and as what.
import { type EngineName, findEngine } from './engine.ts'
import { findPrograms } from './native.ts'
import { PART_NAMES, type PartName } from './parts.ts'
import type { Mode } from './site.ts'

export interface Available {
  readonly engine: EngineName | undefined
  readonly mode: Mode
  readonly parts: readonly PartName[]
}

export function available(wanted: Mode | 'auto'): Available {
  const engine = wanted === 'native' ? undefined : findEngine()
  if (engine) return { engine, mode: 'compose', parts: PART_NAMES }
  const programs = findPrograms()
  const parts = PART_NAMES.filter((part) => part === 'console' || programs.has(part))
  return { engine: undefined, mode: 'native', parts }
}
