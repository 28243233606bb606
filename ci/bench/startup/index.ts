// How long from starting the process until it first answers that it is ready.

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../free-port.ts'
import { startPostgres } from '../postgres.ts'
import { MEASURED_CORE, start } from '../processes.ts'
import type { Part } from '../report.ts'
import { median, quantile } from '../statistics.ts'

const GOAL = 1.3
const ROUNDS = 20
const GIVE_UP_MS = 15_000
const TEMPLATE = new URL('../../../templates/service/', import.meta.url)
const here = (file: string) => new URL(file, import.meta.url)

interface Arm {
  name: string
  about: string
  script: URL
  imports?: URL[]
  env?: Record<string, string>
}

/** As its `npm start` does. */
const SERVICE = {
  script: new URL('src/main.ts', TEMPLATE),
  imports: [new URL('src/platform/start.mjs', TEMPLATE)],
}
const arms: Arm[] = [
  { name: 'bare', about: 'Koa and one answer', script: here('bare.ts') },
  {
    name: 'sdk-node',
    about: 'the same with @opentelemetry/sdk-node, no instrumentation',
    script: here('bare.ts'),
    imports: [here('sdk.ts')],
  },
  {
    name: 'stock',
    about: 'the same with @opentelemetry/auto-instrumentations-node',
    script: here('bare.ts'),
    imports: [here('../tax/stock.ts')],
  },
  {
    name: 'service',
    about: 'the stamped service, in production',
    ...SERVICE,
    env: { NODE_ENV: 'production' },
  },
  {
    name: 'service, first start',
    about: 'the same without the compiled modules that earlier starts left',
    ...SERVICE,
    env: { NODE_ENV: 'production', NODE_DISABLE_COMPILE_CACHE: '1' },
  },
  {
    name: 'service, development',
    about: 'the stamped service, in development: it looks for new migrations as well',
    ...SERVICE,
    env: { NODE_ENV: 'development' },
  },
]

export const startup: Part = {
  id: 'startup',
  title: 'Start to ready',
  about:
    `Milliseconds from starting the process to its first 200 from \`/readyz\`, the service against a PostgreSQL ` +
    `that is migrated already. ${ROUNDS} rounds, arms taking turns, after one that is not counted; medians, ` +
    'quartiles in brackets.',
  async run(progress) {
    const postgres = await startPostgres()
    try {
      migrate(postgres.url)
      const times = new Map<string, number[]>(arms.map(({ name }) => [name, []]))
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const arm of arms) {
          const milliseconds = await timeToReady(arm, postgres.url)
          if (round > 0) times.get(arm.name)?.push(milliseconds)
        }
        if (round % 5 === 0) progress(`round ${round} of ${ROUNDS}`)
      }
      const of = (name: string) => times.get(name) ?? []
      const baseline = median(of('sdk-node'))
      const value = median(of('service')) / baseline
      const first = median(of('service, first start')) / baseline
      return {
        tables: [
          {
            title: '',
            columns: ['arm', 'what it is', 'ms', '÷ sdk-node'],
            rows: arms.map(({ name, about }) => [
              name,
              about,
              `${median(of(name)).toFixed(0)} [${quantile(of(name), 0.25).toFixed(0)}–${quantile(of(name), 0.75).toFixed(0)}]`,
              (median(of(name)) / baseline).toFixed(2),
            ]),
          },
        ],
        figures: [
          { name: 'start to ready: service ÷ Koa with sdk-node', value, goal: GOAL, met: value <= GOAL },
          { name: 'the same, its first start on a machine', value: first },
        ],
        notes: [
          'The service keeps what Node compiled in earlier starts (its image is built with it); the other arms, as ' +
            'people run them, do not. The first start on a machine is without.',
        ],
      }
    } finally {
      await postgres.release()
    }
  },
}

function migrate(url: string): void {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/migrate.ts'], {
    cwd: TEMPLATE,
    env: { ...process.env, DATABASE_URL: url },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the service's migrations failed: ${stdout}`)
}

async function timeToReady(arm: Arm, databaseUrl: string): Promise<number> {
  const port = await freePort()
  const started = performance.now()
  const child = start({
    core: MEASURED_CORE,
    script: arm.script,
    ...(arm.imports && { imports: arm.imports }),
    cwd: TEMPLATE,
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      LOG_FORMAT: 'json',
      SHUTDOWN_DRAIN_MS: '0',
      ...arm.env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    while (!(await isReady(port))) {
      if (child.exitCode !== null) throw new Error(`${arm.name} ended with code ${child.exitCode}`)
      if (performance.now() - started > GIVE_UP_MS)
        throw new Error(`${arm.name} was not ready in ${GIVE_UP_MS} ms`)
      await sleep(1)
    }
    return performance.now() - started
  } finally {
    const gone = once(child, 'exit')
    if (child.kill('SIGTERM')) await gone // not SIGKILL: Node writes its compile cache as it ends
  }
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })
}
