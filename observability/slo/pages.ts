import { readdirSync, readFileSync } from 'node:fs'

/** The runbooks as written, by file name: in the checkout at its top, in the package beside the compiled code. */
export function readPages(): ReadonlyMap<string, string> {
  for (const place of ['../../runbooks/', '../runbooks/']) {
    const folder = new URL(place, import.meta.url)
    const names = listed(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')
    if (names.length > 0)
      return new Map(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]))
  }
  throw new Error('the package has lost its runbooks')
}

function listed(folder: URL): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
