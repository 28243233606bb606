// Makers of test data.
import type { Resource, Span } from '../../console/model.ts'

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
export const START = 1_795_000_000_000_000_001n

export const ORDERS: Resource = { service: 'orders', version: '1', environment: 'test', attributes: {} }

/** @param from and @param to in milliseconds after START. */
export function span(number: number, from: number, to: number, more: Partial<Span> = {}): Span {
  return {
    traceId: TRACE_ID,
    spanId: spanId(number),
    parentSpanId: undefined,
    name: `span ${number}`,
    kind: 'internal',
    startNs: START + BigInt(from * 1e6),
    endNs: START + BigInt(to * 1e6),
    status: 'unset',
    statusMessage: undefined,
    attributes: {},
    events: [],
    links: [],
    resource: ORDERS,
    scope: '',
    ...more,
  }
}

export function spanId(number: number): string {
  return number.toString(16).padStart(16, '0')
}
