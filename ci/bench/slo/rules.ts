// The rules of one side, as files and as data.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

export interface Rule {
  record?: string
  alert?: string
  expr: string
  labels: Record<string, string>
}

export const ruleFiles = (folder: string): string[] =>
  globSync('**/*.{yml,yaml}', { cwd: folder })
    .map((path) => join(folder, path))
    .sort()

export function readRules(folder: string): Rule[] {
  const documents = ruleFiles(folder).flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')))
  return documents
    .map((document) => document.toJS() as { groups: { rules: Rule[] }[] } | null)
    .flatMap((file) => file?.groups ?? [])
    .flatMap(({ rules }) => rules)
    .map(({ labels = {}, ...rule }) => ({ ...rule, labels }))
}
