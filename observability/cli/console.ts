// paved-road console: receives telemetry and shows it, on its pages and, where nothing else speaks there, on the terminal.
import { isLoopback, LOOPBACK } from '../console/server/guard.ts'
import { urlOf } from '../console/server/listen.ts'
import { type Console, startConsole } from '../console/server.ts'
import { announce, runningAt, takesTelemetry } from './console-attach.ts'
import { runBeside } from './console-beside.ts'
import { drawer } from './console-drawing.ts'
import { type ConsoleRequest, HELP, readRequest } from './console-options.ts'
import { CodedError, EXIT } from './errors.ts'
import { hasDesktop, openPage } from './open-page.ts'
import { print } from './usage.ts'

export async function consoleCommand(args: readonly string[]): Promise<number> {
  const request = readRequest(args)
  if (request.help) return print(HELP)
  const draw = request.quiet || request.command.length > 0 ? undefined : drawer(process.stdout)
  const console = await startOrFind(request, () => draw?.changed())
  if (typeof console === 'number') return console
  await draw?.start(console.url)
  say(request, console)
  // What runs beside goes on without a console: telemetry never takes a service down.
  const failed = console.failed.then(fallen)
  try {
    if (request.command.length > 0) return await runBeside(request.command, console.otlpUrl)
    return await Promise.race([failed, untilStopped()])
  } finally {
    draw?.stop()
    await console.close()
  }
}

/** The exit code instead, where the command has run against a console that was there already. */
async function startOrFind(request: ConsoleRequest, changed: () => void): Promise<Console | number> {
  try {
    return await startConsole({ ...request, host: request.host ?? LOOPBACK, changed })
  } catch (error) {
    const taken = error instanceof CodedError && error.code === 'CONSOLE_PORT_TAKEN'
    const running = taken ? await runningThere(request) : undefined
    if (!taken) throw error
    if (request.command.length === 0) throw running === undefined ? error : takenByConsole(error, running.url)
    if (running === undefined) return runWithout(request, error)
    process.stdout.write(`The console at ${running.url} runs already, and shows this as well.\n`)
    await announce(running.url, request)
    return runBeside(request.command, running.otlpUrl)
  }
}

/** A console that has one of the ports. */
async function runningThere({ host = LOOPBACK, otlpPort, port }: ConsoleRequest) {
  const has = await runningAt(urlOf(host, otlpPort))
  return has ?? (port === undefined ? undefined : runningAt(urlOf(host, port)))
}

/** Without a console, where telemetry finds somebody all the same: the stack has its Collector there. */
async function runWithout(
  { host = LOOPBACK, otlpPort, command }: ConsoleRequest,
  error: CodedError,
): Promise<number> {
  const otlpUrl = urlOf(host, otlpPort)
  if (!(await takesTelemetry(otlpUrl))) throw takenByOthers(error)
  process.stdout.write(`Telemetry goes to what takes it at ${otlpUrl} already; no console is started.\n`)
  return runBeside(command, otlpUrl)
}

function takenByConsole(error: CodedError, url: string): CodedError {
  const remedy = `open ${url}, or choose another port with --otlp-port (0 takes a free one)`
  return said(error, 'has a console already', remedy)
}

function takenByOthers(error: CodedError): CodedError {
  const remedy = 'stop it, or run the command without the console: it then sends to whatever listens there'
  return said(error, error.message, remedy)
}

function said({ code, place, cause }: CodedError, message: string, remedy: string): CodedError {
  return new CodedError(code, { ...(place !== undefined && { place }), message, remedy, cause })
}

function say({ host, open, command }: ConsoleRequest, { url, otlpUrl }: Console): void {
  const sent = otlpUrl === url ? '' : `; telemetry is sent to ${otlpUrl}`
  process.stdout.write(`Console: ${url}${sent}${command.length > 0 ? '' : ' (Ctrl-C stops)'}\n`)
  if (host !== undefined && !isLoopback(host))
    process.stderr.write(`Whoever reaches ${host} can read and send everything: there is no password.\n`)
  if (open && hasDesktop()) openPage(url)
}

async function untilStopped(): Promise<number> {
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped())
  })
  return EXIT.done
}

function fallen(error: CodedError): number {
  process.stderr.write(`${error}\n`)
  return error.exitCode
}
