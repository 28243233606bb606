// What both shells do once everything is answered: plan, write, install.
import { join } from 'node:path'
import type { Answers } from '../core/answers.ts'
import { CodedError } from '../core/errors.ts'
import type { PlannedFile } from '../core/files.ts'
import { planService } from '../core/plan.ts'
import { GENERATOR_VERSION, readTemplate } from '../core/read.ts'
import { assertTarget, writeFolder } from '../core/write.ts'
import { loadCompiler } from './compiler.ts'
import { npm } from './npm.ts'
import { provideToolkit } from './toolkit.ts'

export interface Order {
  readonly answers: Answers
  /** The folder that will hold the service's. */
  readonly parent: string
  readonly dryRun: boolean
  readonly install: boolean
}

export interface Stamped {
  readonly service: string
  readonly path: string
  readonly files: readonly PlannedFile[]
  readonly toolkit: 'registry' | 'vendored'
  readonly installed: boolean
  readonly dryRun: boolean
  readonly timings: { readonly plan: number; readonly write: number; readonly install: number }
}

export async function stamp({ answers, parent, dryRun, install }: Order): Promise<Stamped> {
  const path = join(parent, answers.name)
  assertTarget(path)
  const begin = performance.now()
  const toolkit = await provideToolkit()
  const files = planService(answers, {
    template: readTemplate('service'),
    toolkit,
    compile: await loadCompiler(),
    generator: GENERATOR_VERSION,
  })
  const planned = performance.now()
  if (!dryRun) writeFolder(path, files)
  const written = performance.now()
  const installed = install && !dryRun
  if (installed) installInto(path)
  return {
    service: answers.name,
    path,
    files,
    toolkit: toolkit.source,
    installed,
    dryRun,
    timings: { plan: planned - begin, write: written - planned, install: performance.now() - written },
  }
}

function installInto(path: string): void {
  process.stderr.write('Installing (npm ci; half a minute the first time) …\n')
  const { status, error } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: path })
  if (status === 0) return
  throw new CodedError('INSTALL_FAILED', {
    place: path,
    message: `npm ci ${error ? `did not start (${error.message})` : `ended with ${status}`}; the service is stamped, and kept`,
    remedy: `see npm's message above, then run npm ci there`,
    cause: error,
  })
}
