// A stamped service as its developers run it: `npm run dev`, which brings the console along, from the packed toolkit in
// the service's own node_modules.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, stamp } from '../demo/provide.ts'
import { freePort } from '../free-port.ts'
import { type Running, start } from '../ships/running.ts'
import { ADDRESS } from './console.ts'

export interface DevelopedService {
  readonly dir: string
  readonly name: string
  readonly url: string
  readonly databaseUrl: string
  readonly consoleUrl: string
  readonly stop: Running['stop']
}

export interface Develop {
  /** Of the service; a free one unless told. */
  readonly port?: number
  /** More options for the console. */
  readonly options?: readonly string[]
}

export async function develop({ port, options = [] }: Develop = {}): Promise<DevelopedService> {
  const dir = stamp()
  install(dir)
  const { name, scripts } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  const [command, ...args] = withOptions(scripts.dev, options).split(' ') as [string, ...string[]]
  const running = start(join(dir, 'node_modules/.bin', command), args, {
    cwd: dir,
    env: {
      PATH: `${join(dir, 'node_modules/.bin')}:${process.env.PATH}`, // as npm has it
      HOST: '127.0.0.1',
      PORT: String(port ?? (await freePort())),
      LOG_FORMAT: 'json',
      SHUTDOWN_DRAIN_MS: '0',
      CI: 'true', // no desktop is there to open the page on
    },
  })
  try {
    const [, consoleUrl = ''] = await running.says(ADDRESS)
    const [, url = ''] = await running.says(/"url":"(http:[^"]+)".*"msg":"listening"/)
    const databaseUrl = readFileSync(join(dir, '.data/database-url'), 'utf8').trim()
    return { dir, name, url, databaseUrl, consoleUrl, stop: running.stop }
  } catch (fault) {
    await running.stop()
    throw fault
  }
}

/** On a free port: 4318 may be taken on the machine of whoever tests. */
function withOptions(script: string, options: readonly string[]): string {
  const more = ['--otlp-port', '0', ...options].join(' ')
  const all = script.replace(/^paved-road console /, `$&${more} `)
  if (all === script) throw new Error(`npm run dev does not start with the console: ${script}`)
  return all
}
