// The worker thread: holds telemetry and watch, takes what comes in, answers what is asked. Nothing else runs here, so a
// query of a second keeps what comes behind it waiting, but neither a listener nor a page's files.
import { parentPort, workerData } from 'node:worker_threads'
import { type Api, answerApi } from '../api/router.ts'
import type { ConsoleStatus } from '../contract.ts'
import { Runbooks } from '../runbooks.ts'
import { coalesce } from './coalesce.ts'
import { Folders } from './folders.ts'
import { ingest } from './ingest.ts'
import { makeParts, type Parts } from './make.ts'
import type { EngineOptions, FromEngine, SentError, ToEngine } from './messages.ts'

const FOLDERS_EVERY_MS = 5_000
const CHANGES_EVERY_MS = 1_000

const port = parentPort as NonNullable<typeof parentPort>
const options = workerData as EngineOptions
const encoder = new TextEncoder()

const send = (...messages: FromEngine[]): void => {
  const bytes = messages.flatMap((each) => (each.kind === 'answered' ? [each.json.buffer] : []))
  port.postMessage(messages, bytes)
}
const tell = (text: string): void => send({ kind: 'told', text })
const changed = coalesce((kinds) => send({ kind: 'changed', changed: kinds }), CHANGES_EVERY_MS)

function run(): void {
  const parts = makeParts(options, changed, tell)
  const { telemetry, watch } = parts
  const folders = new Folders(watch, tell)
  for (const folder of options.folders) folders.add(folder)
  for (const url of options.services) watch.target(url)
  const api: Api = {
    telemetry,
    watch,
    runbooks: new Runbooks((service) => folders.runbooksOf(service), options.prometheus),
    status: () => statusOf(parts),
    announce: ({ url, folder }) => {
      if (folder !== undefined) folders.add(folder)
      if (url !== undefined) watch.target(url)
    },
  }
  const stop = watch.start(changed)
  const looking = setInterval(() => folders.refresh(), FOLDERS_EVERY_MS)
  port.on('message', (messages: readonly ToEngine[]) => {
    const now: FromEngine[] = []
    for (const message of messages) {
      if (message.kind === 'ingest') {
        now.push({ kind: 'ingested', id: message.id, ...ingest(telemetry, message) })
      } else if (message.kind === 'ask') void answer(api, message)
      else {
        stop()
        clearInterval(looking)
        void parts.close().finally(() => port.close())
      }
    }
    if (now.length > 0) send(...now)
  })
  send({ kind: 'ready' })
}

async function answer(api: Api, { id, request }: Extract<ToEngine, { kind: 'ask' }>): Promise<void> {
  const waiting = setImmediate(() => send({ kind: 'elsewhere', id }))
  const { status, json } = await answerApi(api, request)
  clearImmediate(waiting)
  send({ kind: 'answered', id, status, json: encoder.encode(json) })
}

function statusOf({ telemetry, persistedBytes }: Parts): ConsoleStatus {
  const { version, startedAt, url, otlpUrl, persist, prometheus } = options
  return {
    version,
    startedAt,
    url,
    otlpUrl,
    held: telemetry.held(),
    persist: persist ? { folder: persist.folder, bytes: persistedBytes() } : null,
    prometheus: prometheus ?? null,
  }
}

function sent(fault: unknown): SentError {
  const { message, code, place, remedy } = fault as SentError
  return { message, ...(code !== undefined && remedy !== undefined && { code, place, remedy }) }
}

try {
  run()
} catch (fault) {
  send({ kind: 'failed', error: sent(fault) })
  port.close()
}
