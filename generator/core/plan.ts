// answers + template → the files of a service. Pure: what is planned is all that write.ts will write.
import type { Answers } from './answers.ts'
import { type Compile, compiledFiles, isCompiled } from './compiled.ts'
import { ownerOf, type PlannedFile, type TemplateFile } from './files.ts'
import { assertNotDependency } from './names.ts'
import { recordOf } from './record.ts'
import { substitute } from './substitutions.ts'
import { dependOnToolkit, type Toolkit } from './toolkit.ts'

export interface Sources {
  readonly template: readonly TemplateFile[]
  readonly toolkit: Toolkit
  readonly compile: Compile
  /** Version of this package, for the record. */
  readonly generator: string
}

/** Files that only one answer wants; all others are for everybody. */
const ONLY_WITH: Readonly<Record<string, (answers: Answers) => boolean>> = {
  '.github/': ({ ci }) => ci === 'github',
  '.gitlab-ci.yml': ({ ci }) => ci === 'gitlab',
  'deploy/': ({ deploy }) => deploy !== 'none',
  'deploy/kubernetes/': ({ deploy }) => deploy === 'gateway' || deploy === 'rollouts',
  'deploy/gateway/': ({ deploy }) => deploy === 'gateway',
  'deploy/rollouts/': ({ deploy }) => deploy === 'rollouts',
  'deploy/host/': ({ deploy }) => deploy === 'host',
}

export function planService(
  answers: Answers,
  { template, toolkit, compile, generator }: Sources,
): PlannedFile[] {
  const manifest = template.find(({ path }) => path === 'package.json')
  assertNotDependency(answers.name, manifest?.content ?? '{}', '--name')
  const own = template
    .filter(({ path }) => !isCompiled(path) && isWanted(path, answers))
    .map((file) => ({ ...file, content: contentOf(file, answers, toolkit) }))
  const files = [...own, ...compiledFiles(own, compile)].map((file) => ({
    ...file,
    owner: ownerOf(file.path, file.content, answers.owner),
  }))
  return [...files, ...recordOf(files, answers, { generator, toolkit })]
}

function isWanted(path: string, answers: Answers): boolean {
  return Object.entries(ONLY_WITH).every(([prefix, wanted]) => !path.startsWith(prefix) || wanted(answers))
}

function contentOf({ path, content }: TemplateFile, answers: Answers, toolkit: Toolkit): string {
  const own = substitute(path, content, answers)
  return path === 'package.json' || path === 'package-lock.json' ? dependOnToolkit(path, own, toolkit) : own
}
