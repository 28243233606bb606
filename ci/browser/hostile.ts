// Telemetry from somebody who would like a page to take it for markup.
import { nowNs, sendLogs, sendSpans, spanId, traceId } from '../otlp.ts'

/** Each would run, load or redraw something if it were markup anywhere. */
export const MARKUP = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(2)</script>',
  '"><svg onload=alert(3)>',
  "javascript:alert('4')",
  '<iframe src="https://example.com"></iframe>',
  '</style><marquee>moving</marquee>',
  '\u202Eright to left',
  '{{constructor.constructor("alert(5)")()}}',
]
export const HOSTILE_SERVICE = '<b onmouseover=alert(6)>evil</b>'

export interface HostileTrace {
  readonly traceId: string
  readonly root: string
}

/** A trace whose every text is markup, with logs beside it. */
export async function sendHostile(otlpUrl: string): Promise<HostileTrace> {
  const [trace, root] = [traceId(), spanId()]
  const startNs = nowNs() - 50_000_000n
  const attributes = Object.fromEntries(MARKUP.map((markup, index) => [`${markup}${index}`, markup]))
  const [first = '', second = ''] = MARKUP
  await sendSpans(otlpUrl, HOSTILE_SERVICE, [
    {
      traceId: trace,
      spanId: root,
      name: first,
      kind: 'server',
      startNs,
      durationNs: 40_000_000n,
      attributes: {
        'http.request.method': 'GET',
        'http.route': second,
        'http.response.status_code': 500,
        ...attributes,
      },
      error: second,
      events: [{ name: first, attributes: { 'exception.message': first, 'exception.stacktrace': second } }],
    },
    ...MARKUP.map((markup, index) => ({
      traceId: trace,
      parentSpanId: root,
      name: markup,
      kind: 'client' as const,
      startNs: startNs + BigInt(index) * 1_000_000n,
      durationNs: 2_000_000n,
      attributes: {
        'db.system.name': markup,
        'db.namespace': markup,
        'db.query.text': markup,
        'server.address': markup,
      },
      error: markup,
    })),
  ])
  await sendLogs(
    otlpUrl,
    HOSTILE_SERVICE,
    MARKUP.map((body) => ({
      traceId: trace,
      spanId: root,
      severity: 'ERROR' as const,
      body,
      timeNs: startNs,
      attributes,
    })),
  )
  return { traceId: trace, root }
}
