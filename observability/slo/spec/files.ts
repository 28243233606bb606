// From paths to text. The size is looked at before the text, and no more than the limit is ever read.
import { closeSync, openSync, readSync } from 'node:fs'
import { Problems } from './problems.ts'

export interface SpecFile {
  /** As the user gave it: messages show it. */
  readonly path: string
  readonly text: string
}

/** 5,000 objectives fit; a file beyond that is a mistake, such as a log given by its name. */
export const MOST_BYTES = 4 * 1024 * 1024

/** Reads all of them, or throws a SpecErrors that names each one that cannot be read. */
export function loadSpecFiles(paths: readonly string[]): SpecFile[] {
  const problems = new Problems()
  const files = paths.flatMap((path) => loadSpecFile(path, problems) ?? [])
  problems.throwIfAny()
  return files
}

function loadSpecFile(path: string, problems: Problems): SpecFile | undefined {
  let bytes: Buffer
  try {
    bytes = readAtMost(path, MOST_BYTES + 1)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason'
    problems.add(
      'SLO_FILE_UNREADABLE',
      path,
      `cannot be read (${reason})`,
      'give a file that exists and may be read',
    )
    return undefined
  }
  if (bytes.length > MOST_BYTES) return tooLarge(path, problems)
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    problems.add('SLO_FILE_UNREADABLE', path, 'is not text in UTF-8', 'save it as UTF-8')
    return undefined
  }
}

export function tooLarge(path: string, problems: Problems): undefined {
  problems.add(
    'SLO_FILE_TOO_LARGE',
    path,
    `is larger than ${MOST_BYTES / 1024 / 1024} MiB`,
    'split it into several files',
  )
}

/** Also of pipes and devices, which have no size to ask for. */
function readAtMost(path: string, limit: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const chunks: Buffer[] = []
    let left = limit
    while (left > 0) {
      const chunk = Buffer.allocUnsafe(Math.min(left, 65_536))
      const read = readSync(file, chunk)
      if (read === 0) break
      chunks.push(chunk.subarray(0, read))
      left -= read
    }
    return Buffer.concat(chunks)
  } finally {
    closeSync(file)
  }
}
