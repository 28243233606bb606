import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `/runbooks/<service>/<page>`, which is what alerts link to where no repository is given. */
const PATH = /^\/runbooks\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})$/

export const isServiceName = (text: string): boolean => /^[a-z0-9-]{1,63}$/.test(text)

/**
 * The page as Markdown; undefined for any other path, and where there is none. `folder` holds the pages of one service,
 * or, as the stack's does, `<service>/runbooks/` of several.
 */
export function runbookAt(pathname: string, folder: string): string | undefined {
  const [, service = '', page] = PATH.exec(pathname) ?? []
  if (page === undefined) return undefined
  return read(join(folder, service, 'runbooks', `${page}.md`)) ?? read(join(folder, `${page}.md`))
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
