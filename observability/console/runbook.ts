import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `/runbooks/<service>/<page>`, which is what alerts link to where no repository is given. */
const PATH = /^\/runbooks\/[a-z0-9-]{1,63}\/([a-z0-9-]{1,63})$/

/** The page in `folder`, as Markdown; undefined for any other path, and where there is none. */
export function runbookAt(pathname: string, folder: string): string | undefined {
  const [, page] = PATH.exec(pathname) ?? []
  if (page === undefined) return undefined
  try {
    return readFileSync(join(folder, `${page}.md`), 'utf8')
  } catch {
    return undefined
  }
}
