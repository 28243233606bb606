// The console as a process of its own, from the command that users have.
import { join } from 'node:path'
import { CHECKOUT } from '../ships/newcomer.ts'
import { type Running, start } from '../ships/running.ts'

export interface RunningConsole {
  /** Where its pages, its API and OTLP are. */
  readonly url: string
  readonly stop: Running['stop']
}

/** On a free port, from this checkout; knows of the services in the folder `cwd`. */
export async function startConsole(cwd: string, args: readonly string[] = []): Promise<RunningConsole> {
  const command = join(CHECKOUT, 'node_modules/.bin/paved-road')
  const options = ['console', '--otlp-port', '0', '--no-open', '--quiet', ...args]
  const running = start(process.execPath, [command, ...options], { cwd })
  const [, url = ''] = await running.says(ADDRESS)
  return { url, stop: running.stop }
}

/** What it says of itself as it starts. */
export const ADDRESS = /^Console: (http:[^\s;]+)/m
