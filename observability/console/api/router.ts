// Which question each path of the JSON API is. contract.ts has what goes in and what comes out.
import type { ConsoleStatus } from '../contract.ts'
import type { Telemetry, Watch } from '../engine/parts.ts'
import { Refused } from '../problems.ts'
import type { Runbooks } from '../runbooks.ts'
import { type Announcement, readAnnouncement } from './announcement.ts'
import { asRefused } from './fault.ts'
import { toJson } from './json.ts'
import { Parameters } from './parameters.ts'
import { LOG_PARAMETERS, logQuery, TRACE_PARAMETERS, traceQuery } from './queries.ts'
import { serviceList } from './services.ts'

export interface Api {
  readonly telemetry: Telemetry
  readonly watch: Watch
  readonly runbooks: Runbooks
  readonly status: () => ConsoleStatus
  /** Watches one more service. */
  readonly announce: (service: Announcement) => void
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query. */
  readonly target: string
  /** Of a POST: JSON. */
  readonly body?: Uint8Array
}

export interface ApiAnswer {
  readonly status: number
  readonly json: string
}

type Groups = Readonly<Record<string, string>>

interface Route {
  readonly method?: 'POST'
  readonly path: RegExp
  readonly parameters?: readonly string[]
  readonly repeatable?: readonly string[]
  readonly answer: (api: Api, parameters: Parameters, path: Groups, body: Uint8Array) => unknown
}

const ROUTES: readonly Route[] = [
  { path: /^\/api\/status$/, answer: ({ status }) => status() },
  { path: /^\/api\/services$/, answer: ({ telemetry, watch }) => serviceList(telemetry, watch) },
  {
    method: 'POST',
    path: /^\/api\/services$/,
    answer: ({ announce }, _, __, body) => {
      announce(readAnnouncement(body))
      return {}
    },
  },
  {
    path: /^\/api\/traces$/,
    parameters: TRACE_PARAMETERS,
    repeatable: ['attr'],
    answer: ({ telemetry }, parameters) => telemetry.traces(traceQuery(parameters)),
  },
  {
    path: /^\/api\/traces\/(?<traceId>[0-9a-f]{32})$/,
    parameters: ['view'],
    answer: ({ telemetry }, parameters, { traceId = '' }) => {
      const outline = parameters.oneOf('view', ['outline', 'full']) === 'outline'
      return (outline ? telemetry.outline(traceId) : telemetry.trace(traceId)) ?? notHeld(traceId)
    },
  },
  {
    path: /^\/api\/traces\/(?<traceId>[0-9a-f]{32})\/spans\/(?<spanId>[0-9a-f]{16})$/,
    answer: ({ telemetry }, _, { traceId = '', spanId = '' }) => {
      const span = telemetry.span(traceId, spanId)
      if (span) return span
      if (!telemetry.holds(traceId)) return notHeld(traceId)
      throw new Refused('SPAN_NOT_HELD', `span ${spanId} of trace ${traceId} is not held`)
    },
  },
  {
    path: /^\/api\/logs$/,
    parameters: LOG_PARAMETERS,
    answer: ({ telemetry }, parameters) => telemetry.logs(logQuery(parameters)),
  },
  {
    path: /^\/api\/red$/,
    parameters: ['service', 'minutes'],
    answer: ({ telemetry, watch }, parameters) => {
      const service = parameters.required('service')
      return withHeld(watch.red(service, parameters.minutes()), telemetry) ?? unknown(service)
    },
  },
  {
    path: /^\/api\/slos$/,
    parameters: ['service'],
    answer: ({ watch }, parameters) => watch.slos(parameters.text('service')),
  },
  { path: /^\/api\/alerts$/, answer: ({ watch }) => watch.alerts() },
  { path: /^\/api\/deploys$/, answer: ({ watch }) => watch.deploys() },
  {
    path: /^\/api\/map$/,
    parameters: ['minutes'],
    answer: ({ telemetry }, parameters) => telemetry.map(parameters.minutes()),
  },
  {
    path: /^\/api\/runbooks\/(?<service>[a-z0-9-]{1,63})\/(?<page>[a-z0-9-]{1,63})$/,
    answer: ({ runbooks, watch }, _, { service = '', page = '' }) => runbooks.view(service, page, watch),
  },
]

/** Whatever happens is an answer: a console that fails at one question goes on for all others. */
export async function answerApi(api: Api, request: ApiRequest): Promise<ApiAnswer> {
  try {
    const json = toJson(await find(api, request))
    if (json !== undefined) return { status: 200, json }
    throw new Refused(
      'ANSWER_TOO_LARGE',
      'this is more than the console gives in one answer: ask for less, with limit or view=outline',
    )
  } catch (fault) {
    const { status, body } = asRefused(fault)
    return { status, json: JSON.stringify(body) }
  }
}

function find(api: Api, { method, target, body }: ApiRequest): unknown {
  const { pathname, searchParams } = new URL(target, 'http://localhost')
  for (const route of ROUTES) {
    const path = (route.method ?? 'GET') === method ? route.path.exec(pathname) : null
    if (!path) continue
    const parameters = new Parameters(searchParams, route.parameters ?? [], route.repeatable)
    return route.answer(api, parameters, path.groups ?? {}, body ?? new Uint8Array())
  }
  throw new Refused(
    'PAGE_UNKNOWN',
    'there is nothing at this address: docs/reference/console-api.md lists what there is',
  )
}

function notHeld(traceId: string): never {
  const why = 'it never came, or made room for newer ones'
  throw new Refused('TRACE_NOT_HELD', `trace ${traceId} is not held: ${why}`)
}

function unknown(service: string): never {
  throw new Refused('SERVICE_UNKNOWN', `"${service.slice(0, 63)}" is not scraped: see --service`)
}

/** Whether an exemplar's trace is here is what the watch cannot know. */
function withHeld(view: ReturnType<Watch['red']>, telemetry: Telemetry): ReturnType<Watch['red']> {
  return (
    view && {
      ...view,
      routes: view.routes.map((route) => ({
        ...route,
        exemplars: route.exemplars.map((each) => ({ ...each, held: telemetry.holds(each.traceId) })),
      })),
    }
  )
}
