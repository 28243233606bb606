// What a service's slo.yaml compiles to is not copied from the template but compiled for the service.
import type { TemplateFile } from './files.ts'

/** `paved-road slo compile` as a function: paths are relative to the output folder. */
export type Compile = (path: string, text: string) => readonly { path: string; text: string }[]

const SPEC = 'slo.yaml'
const OUT = 'observability/'
const RUNBOOKS = 'runbooks/'

export const isCompiled = (path: string): boolean => path.startsWith(OUT) || path.startsWith(RUNBOOKS)

/** The files that the spec among `files` compiles to, where `npm run slo` puts them. */
export function compiledFiles(files: readonly TemplateFile[], compile: Compile): TemplateFile[] {
  const spec = files.find(({ path }) => path === SPEC)
  if (!spec) return []
  return compile(spec.path, spec.content).map(({ path, text }) => ({
    path: path.startsWith(RUNBOOKS) ? path : OUT + path,
    content: text,
    executable: false,
  }))
}
