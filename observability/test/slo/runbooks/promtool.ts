import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Artefact } from '../../../slo/artefact.ts'

export interface InputSeries {
  readonly series: string
  readonly values: string
}

/** `promtool test rules` over those rules; `test` is the test file but for its rule files. */
export function promtool(
  path: string,
  rules: readonly Artefact[],
  test: object,
): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-'))
  try {
    const rule_files = rules.map((_, index) => `${index}.yaml`)
    for (const [index, { text }] of rules.entries()) writeFileSync(join(folder, `${index}.yaml`), text)
    writeFileSync(join(folder, 'test.yaml'), stringify({ rule_files, ...test }))
    const { status, stdout, stderr } = spawnSync(path, ['test', 'rules', 'test.yaml'], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { status, output: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A query that answers 1 if the greatest value of `query` lies within those bounds. */
export const within = (query: string, [least, most]: readonly [number, number]): string =>
  `(max(${query}) >= ${least}) <= bool ${most}`
