// Runs the arms against each other. Each arm is a server process on a core of its own; client, receiver and
// database share the other. Arms take turns in short rounds, so that a noisy minute falls on all of them alike.
import type { ChildProcess } from 'node:child_process'
import { ask, MEASURED_CORE, OTHER_CORE, start } from '../processes.ts'
import type { Arm } from './arms.ts'

export interface Plan {
  arms: Arm[]
  path: string
  /** Of one round. */
  requests: number
  /** Before the first round of each process. */
  warmup: number
  rounds: number
  /** Fresh processes of each arm: heap layout and compilation differ from one to the next. */
  starts: number
  connections: number
  /** Requests a second, the same for every arm. */
  rate: number
  /** Where the route reads from PostgreSQL: each request of a traced arm must then leave a client span as well. */
  databaseUrl?: string
}

export interface Sample {
  arm: string
  /** Samples of one turn are taken right after each other. */
  turn: string
  /** User and system time of the whole process, the export of every span included. */
  cpuMicroseconds: number
  requestsPerSecond: number
  spansPerRequest: number
}

interface Server {
  arm: Arm
  child: ChildProcess
  port: number
}
type Counts = Record<'server' | 'client' | 'other', number>

/** Throws when a span did not arrive. */
export async function measure(plan: Plan, progress: (line: string) => void): Promise<Sample[]> {
  const receiver = start({ core: OTHER_CORE, script: new URL('receiver.ts', import.meta.url) })
  const client = start({ core: OTHER_CORE, script: new URL('load.ts', import.meta.url) })
  const samples: Sample[] = []
  try {
    const { url } = await ask<{ url: string }>(receiver)
    await ask(client)
    for (let generation = 1; generation <= plan.starts; generation += 1) {
      const servers: Server[] = []
      for (const arm of plan.arms) servers.push(await warmServer(arm, plan, url, client))
      for (let round = 0; round < plan.rounds; round += 1) {
        for (let turn = 0; turn < servers.length; turn += 1) {
          const server = servers[(turn + round) % servers.length] as Server
          samples.push({
            turn: `${generation}.${round}`,
            ...(await measureRound(server, plan, client, receiver)),
          })
        }
      }
      for (const { child } of servers) child.disconnect()
      progress(`${plan.path}: ${generation} of ${plan.starts}`)
    }
  } finally {
    client.disconnect()
    receiver.disconnect()
  }
  return samples
}

async function warmServer(arm: Arm, plan: Plan, collector: string, client: ChildProcess): Promise<Server> {
  const child = start({
    core: MEASURED_CORE,
    script: new URL('serve.ts', import.meta.url),
    imports: (arm.imports ?? []).map((file) => new URL(file, import.meta.url)),
    env: {
      BENCH_ARM: arm.name,
      DATABASE_URL: plan.databaseUrl,
      NODE_ENV: 'production',
      LOG_FORMAT: 'json',
      OTEL_SERVICE_NAME: 'bench',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_BSP_MAX_QUEUE_SIZE: String(plan.requests * 10), // at full load the default of 2048 drops spans
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...arm.env,
    },
  })
  const { port } = await ask<{ port: number }>(child)
  const { path, connections, warmup } = plan
  await ask(client, { port, path, requests: warmup, connections, rate: 0 })
  await ask(child, 'flush')
  return { arm, child, port }
}

async function measureRound(
  { arm, child, port }: Server,
  plan: Plan,
  client: ChildProcess,
  receiver: ChildProcess,
) {
  const { requests, path, connections, rate } = plan
  await ask(receiver, 'take')
  const before = await ask<NodeJS.CpuUsage>(child, 'flush')
  const { seconds } = await ask<{ seconds: number }>(client, { port, path, requests, connections, rate })
  const after = await ask<NodeJS.CpuUsage>(child, 'flush')
  const spans = await ask<Counts>(receiver, 'take')
  expectSpans(arm, spans, plan)
  return {
    arm: arm.name,
    cpuMicroseconds: (after.user + after.system - before.user - before.system) / requests,
    requestsPerSecond: requests / seconds,
    spansPerRequest: (spans.server + spans.client + spans.other) / requests,
  }
}

function expectSpans(arm: Arm, spans: Counts, { requests, databaseUrl }: Plan): void {
  const expected = requests * arm.spansPerRequest
  if (spans.server !== expected || (databaseUrl && spans.client < expected)) {
    throw new Error(
      `BENCH_SPANS_LOST ${arm.name} ${spans.server} server and ${spans.client} client spans arrived for ${requests} ` +
        `requests of which ${expected} were to be traced: the figures would not compare like with like`,
    )
  }
}
