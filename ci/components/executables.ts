import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Every executable file on PATH that has one of these names, in PATH's order, each once. */
export function executablesOnPath(names: string[], path = process.env.PATH ?? ''): string[] {
  const candidates = path
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .filter(isExecutable)
  const firstByFile = new Map<string, string>()
  // /bin is a link to /usr/bin on most machines.
  for (const candidate of candidates) {
    const file = realpathSync(candidate)
    if (!firstByFile.has(file)) firstByFile.set(file, candidate)
  }
  return [...firstByFile.values()]
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
