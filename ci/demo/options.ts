import { parseArgs } from 'node:util'
import { StageError } from './stages.ts'

export const HELP = `Usage: npm start [-- options]

Stamps a demo service into .demo/, installs and starts it with a PostgreSQL of its own, sends it real traffic, and
shows its trace, its numbers and its log, here and in the console, a page that it opens where there is a desktop.
Stays until Ctrl-C, under a little traffic.

Options:
  --once       one round, check that trace, metrics, log and database agree, stop
  --json       the report as one line of JSON on standard output, the last one; progress goes to standard
               error (npm start --silent leaves out npm's own lines)
  --dir <dir>  run this installed service instead of stamping one
  --help       this text

Exit codes: 0 all agree, 2 wrong use, 3 a stage failed.
`

export interface Options {
  readonly once: boolean
  readonly json: boolean
  readonly dir: string | undefined
  readonly help: boolean
}

export function readOptions(args: readonly string[]): Options {
  const options = {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    dir: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  } as const
  try {
    const { once, json, dir, help } = parseArgs({ args: [...args], options }).values
    return { once, json, dir, help }
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ')
    throw new StageError('options', 'npm start', what, 'see npm start -- --help', error)
  }
}
