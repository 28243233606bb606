// Runbooks with what they are about as it is now: the alerts that lead to the page, its objectives, and what Prometheus
// answers to its queries.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { QueryValue, RunbookView } from './contract.ts'
import type { Watch } from './engine/parts.ts'
import { parse } from './markdown/parse.ts'
import { codeIn } from './markdown/tree.ts'
import { Refused } from './problems.ts'
import { askPrometheus } from './prometheus-query.ts'

/** Bytes; the longest page that is stamped has a few thousand. */
const LONGEST = 1024 ** 2
/** A page asks a handful; each is asked whenever somebody opens it. */
const MOST_QUERIES = 20

export class Runbooks {
  readonly #foldersOf: (service: string) => readonly string[]
  readonly #prometheus: string | undefined

  /** @param foldersOf where the pages about a service may be */
  constructor(foldersOf: (service: string) => readonly string[], prometheus: string | undefined) {
    this.#foldersOf = foldersOf
    this.#prometheus = prometheus
  }

  /** `service` and `page` hold nothing but letters, digits and hyphens. */
  async view(service: string, page: string, watch: Watch): Promise<RunbookView> {
    const markdown = this.#read(service, page)
    if (markdown === undefined)
      throw new Refused('RUNBOOK_UNKNOWN', `no folder that the console knows has ${page}.md of ${service}`)
    const path = `/runbooks/${service}/${page}`
    const blocks = parse(markdown)
    const { slos } = watch.slos(service)
    return {
      service,
      page,
      markdown,
      blocks,
      alerts: watch.alertsOf(service, page),
      slos: slos.filter(({ tiers }) => tiers.some(({ runbook }) => runbook === path)),
      values: await this.#values([...new Set(codeIn(blocks, 'promql'))]),
    }
  }

  /** Where several services were compiled together, a page's file begins with the name of its own. */
  #read(service: string, page: string): string | undefined {
    return this.#foldersOf(service)
      .flatMap((folder) => [join(folder, `${service}-${page}.md`), join(folder, `${page}.md`)])
      .map(read)
      .find((text) => text !== undefined)
  }

  async #values(queries: readonly string[]): Promise<Readonly<Record<string, QueryValue>>> {
    const prometheus = this.#prometheus
    if (prometheus === undefined) return {}
    const asked = queries.slice(0, MOST_QUERIES)
    const answers = await Promise.all(
      asked.map(async (query) => [query, await askPrometheus(prometheus, query)] as const),
    )
    return Object.fromEntries(answers)
  }
}

function read(file: string): string | undefined {
  let opened: number | undefined
  try {
    // Without waiting: a pipe has a writer at some time, or never.
    opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = fstatSync(opened)
    if (!stats.isFile()) return undefined
    const bytes = Buffer.alloc(Math.min(stats.size, LONGEST))
    return bytes.toString('utf8', 0, readSync(opened, bytes))
  } catch {
    return undefined
  } finally {
    if (opened !== undefined) closeSync(opened)
  }
}
