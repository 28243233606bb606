// npm start: stamp a service, run it, see it work.
import { resolve } from 'node:path'
import { announce } from '../observability/cli/console-attach.ts'
import { hasDesktop, openPage } from '../observability/cli/open-page.ts'
import { startConsole } from '../observability/console/server.ts'
import { styleFor } from '../observability/console/terminal/style.ts'
import { gentleTraffic } from './demo/gentle.ts'
import { HELP, type Options, readOptions } from './demo/options.ts'
import { install, stamp } from './demo/provide.ts'
import { playRound } from './demo/round.ts'
import { freePort, startService } from './demo/service.ts'
import { failure, picture, report } from './demo/show.ts'
import { StageError, stageRunner, type Timings } from './demo/stages.ts'

/** What a shell says of a command ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130
const OTLP_PORT = 4318
const SERVICE_PORT = 3000

/** Undone in reverse, whatever happens. */
type Cleanup = (() => Promise<void>)[]

async function demo({ once, json, dir: given }: Options, timings: Timings, cleanup: Cleanup): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const stage = stageRunner(timings, say)

  const dir = given ? resolve(given) : await stage('stamp', 'a demo service from the generator', stamp)
  if (!given) await stage('install', 'its dependencies, unless they are there', () => install(dir))
  const { service, console } = await stage(
    'start',
    'the console, the service and its PostgreSQL',
    async () => {
      const console = await startConsole({ otlpPort: await freePort(OTLP_PORT), folders: [dir] })
      cleanup.push(console.close)
      if (!once) say(`Console: ${console.url}`)
      const port = once ? 0 : await freePort(SERVICE_PORT)
      const onSpawn = (stop: () => Promise<void>) => cleanup.push(stop)
      const service = await startService({ dir, otlpUrl: console.otlpUrl, port, onSpawn })
      await announce(console.url, { services: [service.url], folders: [] })
      if (!once && hasDesktop()) openPage(console.url)
      return { service, console }
    },
  )
  const round = await playRound({ dir, service, consoleUrl: console.url, stage })

  const scene = { service, consoleUrl: console.url, round, timings }
  if (json) process.stdout.write(`${JSON.stringify(report(scene))}\n`)
  else
    process.stdout.write(
      picture(scene, styleFor(process.stdout), Math.max(process.stdout.columns || 100, 72)),
    )
  if (once) return
  cleanup.push(gentleTraffic(service))
  say(`It goes on running, under a little traffic: see ${console.url}. Ctrl-C stops all of it.`)
  const failed = console.failed.then((error) => {
    throw new StageError('start', console.url, error.message, error.remedy, error)
  })
  const end = await Promise.race([service.ended, interrupted, failed])
  if (end !== INTERRUPTED) throw new StageError('start', dir, `the service ended with ${end}`, 'see its log')
}

const INTERRUPTED = 'interrupted'
const interrupted = new Promise<typeof INTERRUPTED>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done(INTERRUPTED))
})

async function main(): Promise<number> {
  const timings: Timings = {}
  const cleanup: Cleanup = []
  const json = process.argv.includes('--json')
  try {
    const options = readOptions(process.argv.slice(2))
    if (options.help) {
      process.stdout.write(HELP)
      return 0
    }
    const end = await Promise.race([demo(options, timings, cleanup), interrupted])
    return end === INTERRUPTED && !stays(timings) ? EXIT_INTERRUPTED : 0
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    if (json) process.stdout.write(`${JSON.stringify(failure(error, timings))}\n`)
    process.stderr.write(`${error}\n`)
    return error.exitCode
  } finally {
    for (const undo of cleanup.reverse()) await undo()
  }
}

/** Ctrl-C while the service is there to be looked at is how the demo ends; earlier, it was cut short. */
function stays(timings: Timings): boolean {
  return timings.database !== undefined
}

// Left at once: a stage that was cut short may still be waiting for a service that is gone.
process.exit(await main())
