// Owner: paved-road
// How the process ends: by a signal or a fatal error, in the order given, within a limit.
import closeWithGrace from 'close-with-grace'
import type { Config } from '../config.ts'
import type { Server } from './http/server.ts'
import { log } from './logging.ts'
import { stopTelemetry } from './telemetry/instrument.ts'

let ending = false

/** What goes wrong before the service listens is told in one line, and nothing is left half started. */
function couldNotStart(err: Error): void {
  log.fatal({ err }, 'could not start')
  process.exit(3)
}
process.once('uncaughtException', couldNotStart)

/** A readiness check that fails once the process has been asked to end, so that no new traffic is sent to it. */
export async function staying(): Promise<void> {
  if (ending) throw new Error('shutting down')
}

/** Not ready → drain the server → `release` what it used and send the last telemetry → exit. */
export function endWithGrace(config: Config, server: Server, release: () => Promise<void>): void {
  process.off('uncaughtException', couldNotStart)
  // A second signal, a second error or too long a wait end the process at once, with code 1.
  const logger = { error: (err: unknown) => log.fatal({ err }, 'ending at once') }
  closeWithGrace({ delay: config.SHUTDOWN_TIMEOUT_MS, logger }, async ({ signal, err }) => {
    ending = true
    if (err) log.fatal({ err }, 'fatal error')
    log.info({ signal }, 'shutting down')
    // Ctrl-C is a person at a terminal, with no load balancer to wait for.
    await server.close(signal === 'SIGINT' || err ? 0 : config.SHUTDOWN_DRAIN_MS)
    await Promise.all([release(), stopTelemetry()])
    log.info('stopped')
  })
}
