// A real Jaeger that keeps what it is sent in memory.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../../free-port.ts'

const READY_MS = 30_000
/** Some 800,000 spans here: of the console's size, or more. */
const TRACES = 100_000

export interface Server {
  readonly url: string
  stop(): Promise<void>
}

export async function startJaeger(path: string, folder: string): Promise<Server> {
  const [otlp, pages, grpc] = [await freePort(), await freePort(), await freePort()]
  const config = join(folder, 'jaeger.json')
  writeFileSync(config, JSON.stringify(configuration(otlp, pages, grpc)))
  const child = spawn(path, [`--config=${config}`], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill()
    await ended
  }
  const url = `http://127.0.0.1:${otlp}`
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/v1/traces`).catch(() => undefined)
    // It takes nothing but POST: that it says so, it does when it is there.
    if (answer) return { url, stop }
    await setTimeout(100)
  }
  await stop()
  throw new Error('Jaeger did not become ready')
}

/** https://www.jaegertracing.io/docs/latest/storage/memory/ */
function configuration(otlp: number, pages: number, grpc: number): object {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` })
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: { metrics: { level: 'none' }, logs: { level: 'error' } },
    },
    extensions: {
      jaeger_query: { storage: { traces: 'memory' }, http: at(pages), grpc: at(grpc) },
      jaeger_storage: { backends: { memory: { memory: { max_traces: TRACES } } } },
    },
    receivers: { otlp: { protocols: { http: at(otlp) } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  }
}
