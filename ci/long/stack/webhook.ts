// Where Alertmanager's notifications arrive.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Undo } from './world.ts'

export interface Notified {
  readonly alert: string
  readonly service: string
  readonly slo: string
  readonly severity: string
  readonly status: 'firing' | 'resolved'
  readonly annotations: Readonly<Record<string, string>>
  /** Milliseconds since 1970 when it arrived. */
  readonly at: number
}

interface Payload {
  alerts: {
    status: Notified['status']
    labels: Record<string, string>
    annotations: Record<string, string>
  }[]
}

export async function startWebhook(undo: Undo): Promise<{ url: string; notified: Notified[] }> {
  const notified: Notified[] = []
  const server = createServer(async (request, response) => {
    const { alerts } = JSON.parse(await text(request)) as Payload
    for (const { status, labels, annotations } of alerts) {
      const { alertname: alert = '', service = '', slo = '', severity = '' } = labels
      notified.push({ alert, service, slo, severity, status, annotations, at: Date.now() })
    }
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.after(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, notified }
}
