// What is packed is not quite what runs in a checkout: the generated OTLP messages on the protobufjs that an
// installation gets (docs/decisions/0002-otlp-definitions.md), and the one file of marked.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { REQUESTS } from '../../console/otlp/definitions.ts'
import { readTraces } from '../../console/otlp/read.ts'
import { TRACE_ID } from './spans.ts'

const { resolve } = createRequire(import.meta.url)

interface Compiled extends Module {
  _compile(source: string, file: string): void
}

test('the packed definitions decode with the protobufjs an installation gets', () => {
  const source = readFileSync(resolve('@opentelemetry/otlp-transformer/build/src/generated/root.js'), 'utf8')
  const file = fileURLToPath(new URL('../../console/otlp/definitions.generated.cjs', import.meta.url))
  const compiled = new Module(file) as Compiled
  compiled.filename = file
  compiled.paths = resolve.paths('protobufjs') ?? []
  compiled._compile(source, file)
  assert.match(compiled.children[0]?.filename ?? '', /observability\/node_modules\/protobufjs\//)

  const span = {
    traceId: Buffer.from(TRACE_ID, 'hex'),
    spanId: Buffer.from('b7ad6b7169203331', 'hex'),
    name: 'x',
  }
  const startTimeUnixNano = { low: -1, high: 418_000_000 }
  const scopeSpans = [{ spans: [{ ...span, startTimeUnixNano }] }]
  const body = REQUESTS.traces.encode({ resourceSpans: [{ scopeSpans }] }).finish()
  const packed = compiled.exports.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest
  const [read] = readTraces(packed.decode(body)).records
  assert.equal(read?.traceId, TRACE_ID)
  assert.equal(read?.startNs, (418_000_000n << 32n) | 0xffffffffn)
})

test('the packed Markdown lexer is one file that needs no other', () => {
  assert.doesNotMatch(readFileSync(resolve('marked'), 'utf8'), /\b(?:import|from)\s*["'(]|\brequire\s*\(/)
})
