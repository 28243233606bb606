// promtool over artefacts, in each version that this machine has.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { component, type Program, requireComponent } from '../../../../ci/components.ts'
import type { Artefact } from '../../../slo/artefact.ts'

export const promtools = (): Program[] => component('promtool')

/** Debian's and a current one: rule files must load, and tests pass, in both. */
export function everyPromtool(test: TestContext): Program[] {
  requireComponent(test, 'promtool', 3)
  return requireComponent(test, 'promtool')
}

export function folderOf(test: Pick<TestContext, 'after'>, artefacts: readonly Artefact[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-rules-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const { path, text } of artefacts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

export interface Verdict {
  readonly ok: boolean
  readonly output: string
}

/** `promtool check rules` or `promtool test rules` over files of a folder. */
export function judge(
  { path }: Program,
  verb: 'check' | 'test',
  folder: string,
  files: readonly string[],
): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile(path, [verb, 'rules', ...files], { cwd: folder, maxBuffer: 2 ** 26 }, (fault, stdout, stderr) =>
      resolve({ ok: !fault, output: `${stdout}${stderr}` }),
    )
  })
}

/** Two at a time: more would starve whatever else runs. */
export async function inPairs<T>(jobs: readonly T[], run: (job: T) => Promise<void>): Promise<void> {
  const queue = [...jobs]
  const worker = async () => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await run(job)
  }
  await Promise.all([worker(), worker()])
}

export const pathsIn = (artefacts: readonly Artefact[], start: string): string[] =>
  artefacts.map(({ path }) => path).filter((path) => path.startsWith(start))

export const corpusFolder = new URL('../corpus/', import.meta.url)
export const readCorpus = (name: string): string => readFileSync(new URL(name, corpusFolder), 'utf8')
