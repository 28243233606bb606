// What a command says at its end: short for people, whole for programs.
import { relative } from 'node:path'
import { styleText } from 'node:util'
import type { PlannedFile } from '../core/files.ts'
import type { Stamped } from './stamp.ts'

const INTERNAL = '.paved-road/'

export function stampedReport(
  stamped: Stamped,
  cwd: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const { service, path, files, dryRun, installed, timings } = stamped
  const where = relative(cwd, path) || '.'
  const own = files.filter((file) => !file.path.startsWith(INTERNAL))
  if (dryRun) return `${fileList(own)}\n${own.length} files would be written to ${where}, and nothing was.\n`
  const seconds = ((timings.plan + timings.write + timings.install) / 1000).toFixed(1)
  const next = [
    [`cd ${where}`, ''],
    ...(installed ? [] : [['npm ci', 'the right Node and a real PostgreSQL come with it']]),
    ['npm run dev', 'http://127.0.0.1:3000, and beside it the console: http://127.0.0.1:4318'],
    ['npm start', 'the service alone'],
    ['npm test', 'on a PostgreSQL of its own'],
  ]
  return [
    `${paint(stream, 'green', '✔')} ${paint(stream, 'bold', service)} · ${own.length} files in ${seconds} s`,
    '',
    ...next.map(([command = '', note = '']) =>
      `  ${command.padEnd(24)}${paint(stream, 'dim', note)}`.trimEnd(),
    ),
    '',
    `  Begin reading at ${paint(stream, 'bold', 'src/main.ts')}.`,
    '',
  ].join('\n')
}

export function stampedJson({ files, timings, dryRun, ...rest }: Stamped, answers: object): string {
  const listed = files.map(({ path, owner, content }) => ({ path, owner, bytes: Buffer.byteLength(content) }))
  const rounded = Object.fromEntries(Object.entries(timings).map(([stage, ms]) => [stage, Math.round(ms)]))
  return json({ ...rest, dry_run: dryRun, answers, timings_ms: rounded, files: listed })
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const fileList = (files: readonly PlannedFile[]): string =>
  files.map(({ path, owner }) => `  ${path.padEnd(48)} ${owner}`).join('\n')

export function paint(stream: NodeJS.WriteStream, format: 'green' | 'bold' | 'dim', text: string): string {
  const colour = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  return colour && text ? styleText(format, text) : text
}
