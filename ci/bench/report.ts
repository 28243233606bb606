// From what the parts measured to docs/benchmarks: report.json holds it, README.md is rendered from it.

export interface Figure {
  name: string
  value: number
  unit?: string
  goal?: number
  met?: boolean
}

export interface Table {
  title: string
  columns: string[]
  rows: string[][]
}

export interface Result {
  tables: Table[]
  figures: Figure[]
  notes?: string[]
}

export interface Part {
  id: string
  title: string
  about: string
  /** Of a part that leaves its processes on whichever core. */
  unpinned?: true
  run: (progress: (line: string) => void) => Promise<Result>
}

export interface Machine {
  cpu: string
  cores: number
  memoryGb: number
  system: string
  node: string
  pinned: boolean
}

export interface Measured extends Result {
  id: string
  title: string
  about: string
  command: string
  date: string
  commit: string
  machine: Machine
}

export interface Report {
  parts: Measured[]
}

export function render({ parts }: Report): string {
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; do not edit. Ratios come from one run, its arms taking turns. Absolute times are',
    "this machine's.",
    '',
    ...table({
      title: '',
      columns: ['figure', 'measured', 'goal', ''],
      rows: parts.flatMap(({ figures }) => figures.map(figureRow)),
    }),
    ...parts.flatMap(renderPart),
  ].join('\n')
}

function figureRow({ name, value, unit = '×', goal, met }: Figure): string[] {
  const show = (number: number) => `${number.toFixed(3)} ${unit}`
  return [
    name,
    show(value),
    goal === undefined ? '' : `≤ ${show(goal)}`,
    met === undefined ? '' : met ? 'met' : '**not met**',
  ]
}

function renderPart({
  title,
  about,
  command,
  date,
  commit,
  machine,
  tables,
  notes = [],
}: Measured): string[] {
  const { cpu, cores, memoryGb, system, node, pinned } = machine
  return [
    `## ${title}`,
    '',
    about,
    '',
    `\`${command}\` on ${date.slice(0, 10)} at ${commit}: ${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Node ${node}, ` +
      `${pinned ? 'server and client each pinned to a core' : 'nothing pinned to a core'}.`,
    '',
    ...tables.flatMap(table),
    ...notes.flatMap((note) => [note, '']),
  ]
}

export function table({ title, columns, rows }: Table): string[] {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const head = title ? [`### ${title}`, ''] : []
  return [...head, line(columns), line(columns.map(() => '---')), ...rows.map(line), '']
}
