// Runs the arms against each other: each is a server process on core 0; client and receiver are processes on core 1.
// Arms take turns in short rounds, so that a noisy minute falls on all of them alike.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'
import type { Arm } from './arms.ts'

export interface Plan {
  arms: Arm[]
  path: string
  requests: number
  warmup: number
  rounds: number
  /** Fresh processes per arm: layouts and compilation differ from process to process. */
  starts: number
  connections: number
  env?: Record<string, string>
}

export interface Sample {
  arm: string
  microseconds: number
  perSecond: number
  otherSpans: number
}

const canPin = spawnSync('taskset', ['-c', '1', 'true']).status === 0

type Reply = Record<string, number> & { error?: string }

function start(
  core: number,
  script: string,
  imports: string[] = [],
  env: Record<string, string> = {},
): ChildProcess {
  const args = [...imports.flatMap((file) => ['--import', file]), new URL(script, import.meta.url).pathname]
  const command = canPin
    ? ['taskset', '-c', String(core), process.execPath, ...args]
    : [process.execPath, ...args]
  return spawn(command[0] as string, command.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', openSync('/dev/null', 'w'), 'inherit', 'ipc'],
  })
}

function ask(child: ChildProcess, message?: unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const settle = (reply: Reply) => {
      child.off('exit', gone)
      if (reply.error) reject(new Error(reply.error))
      else resolve(reply)
    }
    const gone = (code: number | null) => {
      child.off('message', settle)
      reject(new Error(`a process of the benchmark ended with code ${code}`))
    }
    child.once('message', settle)
    child.once('exit', gone)
    if (message !== undefined) child.send(message as string)
  })
}

/** Makes the samples of one plan. Throws when an arm's spans did not all arrive. */
export async function measure(plan: Plan, progress: (line: string) => void = () => {}): Promise<Sample[]> {
  const samples: Sample[] = []
  const receiver = start(1, './receiver.ts')
  const { port: collector } = await ask(receiver)
  const client = start(1, './load.ts')
  await ask(client)
  try {
    for (let s = 0; s < plan.starts; s += 1) {
      const servers: { arm: Arm; child: ChildProcess; port: number }[] = []
      for (const arm of plan.arms) {
        const imports = (arm.imports ?? []).map((file) => new URL(file, import.meta.url).pathname)
        const child = start(0, './serve.ts', imports, {
          BENCH_ARM: arm.name,
          OTEL_SERVICE_NAME: 'bench',
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector}`,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
          OTEL_TRACES_SAMPLER: 'always_on',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_LOGS_EXPORTER: 'none',
          LOG_FORMAT: 'json',
          NODE_ENV: 'production',
          ...plan.env,
          ...arm.env,
        })
        const { port = 0 } = await ask(child)
        servers.push({ arm, child, port })
        await ask(client, { port, path: plan.path, requests: plan.warmup, connections: plan.connections })
        await ask(child, 'flush')
      }
      for (let round = 0; round < plan.rounds; round += 1) {
        for (let turn = 0; turn < servers.length; turn += 1) {
          const { arm, child, port } = servers[(turn + round) % servers.length] as (typeof servers)[number]
          await ask(receiver, 'take')
          const before = (await ask(child, 'flush')).cpu as unknown as NodeJS.CpuUsage
          const order = { port, path: plan.path, requests: plan.requests, connections: plan.connections }
          const { seconds = 0 } = await ask(client, order)
          const after = (await ask(child, 'flush')).cpu as unknown as NodeJS.CpuUsage
          const { serverSpans, otherSpans = 0 } = await ask(receiver, 'take')
          if (serverSpans !== plan.requests * arm.spansPerRequest) {
            throw new Error(`${arm.name}: ${serverSpans} server spans arrived for ${plan.requests} requests`)
          }
          const used = after.user + after.system - before.user - before.system
          samples.push({
            arm: arm.name,
            microseconds: used / plan.requests,
            perSecond: plan.requests / seconds,
            otherSpans: otherSpans / plan.requests,
          })
        }
      }
      for (const { child } of servers) child.disconnect()
      progress(`start ${s + 1} of ${plan.starts} done`)
    }
  } finally {
    client.disconnect()
    receiver.disconnect()
  }
  return samples
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
