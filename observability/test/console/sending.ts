// Talks to a console as services and pages do.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { attributesJson, post } from '../../../ci/otlp.ts'
import type { Problem } from '../../console/contract.ts'
import type { Resource, Span } from '../../console/model.ts'
import type { Console } from '../../console/server.ts'
import { KINDS } from './bodies.ts'

const STATUSES = ['unset', 'ok', 'error']

/** As an exporter sends them, in JSON. */
export function exportRequest(spans: readonly Span[]): object {
  return {
    resourceSpans: spans.map((span) => ({
      resource: { attributes: attributesOf(span.resource) },
      scopeSpans: [
        {
          scope: { name: span.scope },
          spans: [
            {
              traceId: span.traceId,
              spanId: span.spanId,
              ...(span.parentSpanId && { parentSpanId: span.parentSpanId }),
              name: span.name,
              kind: KINDS.indexOf(span.kind),
              startTimeUnixNano: String(span.startNs),
              endTimeUnixNano: String(span.endNs),
              attributes: attributesJson(span.attributes),
              status: { code: STATUSES.indexOf(span.status), message: span.statusMessage },
            },
          ],
        },
      ],
    })),
  }
}

const attributesOf = ({ service, version, environment, attributes }: Resource) =>
  attributesJson({
    'service.name': service,
    ...(version !== undefined && { 'service.version': version }),
    ...(environment !== undefined && { 'deployment.environment.name': environment }),
    ...attributes,
  })

export function send({ otlpUrl }: Pick<Console, 'otlpUrl'>, spans: readonly Span[]): Promise<void> {
  return post(`${otlpUrl}/v1/traces`, exportRequest(spans))
}

/** What the API has at a path, which must be there. */
export async function ask<T>({ url }: Pick<Console, 'url'>, path: string): Promise<T> {
  const response = await fetch(url + path)
  const text = await response.text()
  assert.equal(response.status, 200, `${path}: ${text}`)
  return JSON.parse(text)
}

/** Status and code of a refusal. */
export async function refusal(url: string, init?: RequestInit): Promise<[number, string]> {
  const response = await fetch(url, init)
  const { code, status, detail } = (await response.json()) as Problem
  assert.equal(status, response.status)
  assert.ok(detail.length > 10)
  return [status, code]
}

/** With headers that fetch does not let anybody set, such as Host. */
export function raw(
  url: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
  /** To send from, which is told as where it comes from. */
  localAddress?: string,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((done, failed) => {
    request(url, { headers, method, localAddress }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      response.once('end', () => done({ status: response.statusCode, body }))
    })
      .once('error', failed)
      .end()
  })
}
