// For the generator, which stamps a service together with what its objectives compile to.
import type { Artefact } from './artefact.ts'
import { compile } from './index.ts'
import { readPages } from './pages.ts'
import { readSpecs } from './spec/index.ts'

/** Everything that `paved-road slo compile` writes for one file. Throws as it does on bad input. */
export function compileText(path: string, text: string): Artefact[] {
  return compile(readSpecs([{ path, text }], {}).model, readPages())
}
