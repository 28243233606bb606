// Sends one trace after the other, a hundred a second, to a console that keeps them in a folder, until it is killed.
import { setTimeout } from 'node:timers/promises'
import { createTelemetry } from '../../console/engine/telemetry.ts'
import { send, traceBody, traceId } from './bodies.ts'

const [folder = '', from] = process.argv.slice(2)
const telemetry = createTelemetry({ persist: { folder, bytes: 64 * 1024 ** 2 } })
for (let number = Number(from) + 1; ; number++) {
  send(telemetry, traceBody({ spans: [{ trace: traceId(number), id: 1 }] }))
  process.stdout.write(`${number}\n`)
  await setTimeout(10)
}
