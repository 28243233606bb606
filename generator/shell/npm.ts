// npm, run by the Node that runs this: it picks and checks packages by the Node it runs on.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Of an npm that runs this process (`npx`, `npm start`), what would lead another one astray. */
const NOT_HANDED_ON =
  /^npm_(config_(local_prefix|workspaces?|package|call|global|prefix)$|package_|lifecycle_)/i

export interface NpmOptions {
  readonly cwd: string
  /** Where its words go: to standard error, so that standard output stays ours, or nowhere. */
  readonly quiet?: boolean
}

export function npm(args: readonly string[], { cwd, quiet }: NpmOptions): SpawnSyncReturns<string> {
  const [command, ...first] = npmCommand()
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_HANDED_ON.test(name)))
  return spawnSync(command, [...first, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    shell: command.endsWith('.cmd'),
  })
}

function npmCommand(): [string, ...string[]] {
  const running = process.env.npm_execpath
  if (running?.endsWith('npm-cli.js')) return [process.execPath, running]
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      const file = realpathSync(join(folder, 'npm'))
      if (file.endsWith('npm-cli.js')) return [process.execPath, file]
    } catch {}
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}
