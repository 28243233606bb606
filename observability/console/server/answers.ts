import type { ServerResponse } from 'node:http'
import type { Refused } from '../problems.ts'
import { HEADERS } from './headers.ts'

export function sendJson(response: ServerResponse, status: number, json: Uint8Array | string): void {
  if (response.destroyed || response.headersSent) return
  response.writeHead(status, {
    ...HEADERS,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    'cache-control': 'no-store',
    ...(status === 503 && { 'retry-after': '1' }),
  })
  response.end(response.req.method === 'HEAD' ? undefined : json)
}

export function sendRefused(response: ServerResponse, refused: Refused, allow?: string): void {
  if (allow !== undefined && !response.headersSent) response.setHeader('allow', allow)
  // Nobody reads what else the request may hold.
  if (response.req.method === 'POST' && !response.headersSent) response.setHeader('connection', 'close')
  sendJson(response, refused.status, JSON.stringify(refused.body))
}
