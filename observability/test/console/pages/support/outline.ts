import type { SpanOutline, TraceOutline } from '../../../../console/contract.ts'

/** An outline of spans with these depths, one nanosecond after each other. */
export function outline(spans: readonly (Partial<SpanOutline> & { readonly depth: number })[]): TraceOutline {
  return {
    traceId: 'a'.repeat(32),
    startNs: '1000',
    durationNs: 1_000,
    missing: 0,
    resources: ['orders', 'billing'].map((service) => ({
      service,
      version: null,
      environment: null,
      attributes: {},
    })),
    spans: spans.map((span, index) => ({ ...PLAIN, spanId: idOf(index), offsetNs: index, ...span })),
    criticalPath: [],
    logs: 0,
  }
}

export const idOf = (index: number): string => index.toString(16).padStart(16, '0')

const PLAIN = {
  parentSpanId: null,
  orphan: false,
  name: 'work',
  kind: 'internal',
  resource: 0,
  durationNs: 1,
  error: false,
  detail: '',
  events: 0,
  links: 0,
} as const
