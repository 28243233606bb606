// Runs a command beside the console: set up to send its telemetry there, and ended with it.
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { CodedError } from './errors.ts'
import { printable } from './usage.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]

/** npm passes on what the terminal has already sent to everybody: the same signal again so soon is that one. */
const ECHO_MS = 500

/** Answers with its exit code; for one that a signal ended, with what a shell says of that. */
export async function runBeside(command: readonly string[], otlpUrl: string): Promise<number> {
  let child: ChildProcess | undefined
  // First of all: a signal that came before would end this and leave the command.
  const stopPassing = passSignals((signal) => child?.kill(signal))
  try {
    child = start(command, otlpUrl)
    return await endOf(child, command)
  } finally {
    stopPassing()
  }
}

function start([program = '', ...args]: readonly string[], otlpUrl: string): ChildProcess {
  return spawn(program, args, {
    stdio: 'inherit',
    env: environment(otlpUrl, process.env),
    // A group of its own where there are groups: what Ctrl-C sends to all comes to it once, from here. A second signal
    // has a service leave at once, and its database behind.
    detached: process.platform !== 'win32',
  })
}

async function endOf(child: ChildProcess, [program = '']: readonly string[]): Promise<number> {
  const abandon = () => child.kill('SIGTERM')
  process.once('exit', abandon)
  try {
    return await new Promise<number>((done, failed) => {
      child.once('error', (cause: NodeJS.ErrnoException) => failed(notStarted(program, cause)))
      child.once('exit', (code, signal) => done(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
    })
  } finally {
    process.removeListener('exit', abandon)
    endRest(child)
  }
}

/** What a command leaves behind that a signal has ended: it is still in the group that was made for it. */
function endRest({ pid }: ChildProcess): void {
  if (pid === undefined || process.platform === 'win32') return
  try {
    process.kill(-pid, 'SIGTERM')
  } catch {} // as a rule nobody is there any more
}

/** Whatever is set already stays. Exports are not to keep a developer waiting for the five seconds that are usual. */
function environment(otlpUrl: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_BSP_SCHEDULE_DELAY: '300',
    OTEL_BLRP_SCHEDULE_DELAY: '300',
    ...env,
  }
}

function passSignals(send: (signal: Signal) => void): () => void {
  const last = new Map<Signal, number>()
  const pass = (signal: Signal) => {
    const before = last.get(signal) ?? Number.NEGATIVE_INFINITY
    last.set(signal, performance.now())
    // A terminal that was closed ends it as well; `node --watch` passes on all signals but that one.
    if (performance.now() - before >= ECHO_MS) send(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  }
  for (const signal of SIGNALS) process.on(signal, pass)
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, pass)
  }
}

function notStarted(program: string, cause: NodeJS.ErrnoException): CodedError {
  return new CodedError('CONSOLE_COMMAND_FAILED', {
    place: printable(program),
    message: `cannot be started (${cause.code})`,
    remedy: 'give a program that is on PATH after --',
    cause,
  })
}
