// Owner: paved-road
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { measureCalls } from '../../src/platform/http/calls.ts'
import { renderMetrics } from '../../src/platform/metrics.ts'

measureCalls()

/** Labels of each count of outgoing calls, the service's own left out, and the count. */
async function counted(): Promise<string[]> {
  const { text } = await renderMetrics('')
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('http_client_request_duration_seconds_count'))
  return lines.map((line) => line.replace(/^.*(http_request_method=.*)\} (\d+)$/, '$1 $2')).sort()
}

describe('a call to another service', () => {
  it('is counted and timed by host, method, status and what went wrong', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/lost') return void request.socket.destroy()
      response.writeHead({ '/broken': 503, '/gone': 404 }[request.url ?? ''] ?? 200).end('x')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as AddressInfo
    for (const path of ['/', '/', '/gone', '/broken', '/lost'])
      await fetch(`http://127.0.0.1:${port}${path}`, { method: 'PUT' }).catch(() => {})
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await fetch(`http://localhost:${port}/`).catch(() => {})

    const dependency = 'http_request_method="PUT",server_address="127.0.0.1"'
    assert.deepEqual(await counted(), [
      'http_request_method="GET",server_address="localhost",http_response_status_code="",error_type="ECONNREFUSED" 1',
      `${dependency},http_response_status_code="",error_type="UND_ERR_SOCKET" 1`,
      `${dependency},http_response_status_code="200",error_type="" 2`,
      `${dependency},http_response_status_code="404",error_type="" 1`,
      `${dependency},http_response_status_code="503",error_type="503" 1`,
    ])
  })

  it('makes no series for ever new hosts', async () => {
    const hostsAsked = Array.from({ length: 80 }, (_, index) => `127.0.1.${index}`)
    await Promise.all(hostsAsked.map((host) => fetch(`http://${host}:59999/`).catch(() => {})))
    const hosts = new Set((await counted()).map((line) => /server_address="(.*?)"/.exec(line)?.[1]))
    assert.equal(hosts.size, 51)
    assert.ok(hosts.has('other'))
  })
})
