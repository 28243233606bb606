// A stamped service imports nothing from this repository, so it carries a copy of the conventions.
// Run after editing index.ts: node observability/conventions/write-copy.ts
import { readFileSync, writeFileSync } from 'node:fs'

const HEADER = `// Owner: paved-road. Generated from the toolkit's conventions; edits here are overwritten by updates.\n`

export const COPY = new URL('../../templates/service/src/platform/conventions.ts', import.meta.url)

export function renderCopy(): string {
  return HEADER + readFileSync(new URL('index.ts', import.meta.url), 'utf8')
}

if (import.meta.main) writeFileSync(COPY, renderCopy())
