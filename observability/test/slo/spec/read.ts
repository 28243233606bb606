import { type Lint, readSpecs, SpecErrors, type SpecOptions } from '../../../slo/spec/index.ts'

export const read = (text: string, options: SpecOptions = {}) =>
  readSpecs([{ path: 'slo.yaml', text }], options)

/** What a person would see: every problem, or else every lint, one a line. */
export function outcome(path: string, text: string): string {
  try {
    return readSpecs([{ path, text }], {}).lints.map(print).join('\n')
  } catch (error) {
    if (error instanceof SpecErrors) return String(error)
    throw error
  }
}

const print = ({ code, place, message, remedy, blocks }: Lint): string =>
  `${code} ${place.file}:${place.line} ${message}: ${remedy}${blocks ? ' (blocks)' : ''}`

export function problemsOf(act: () => unknown): string[] {
  try {
    act()
  } catch (error) {
    if (error instanceof SpecErrors) return error.problems.map(String)
    throw error
  }
  return []
}
