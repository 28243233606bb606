// An OTLP/HTTP receiver that counts spans, and does as little else as it can. Its own process, on the client's core.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const SERVER_KIND = 2
let serverSpans = 0
let otherSpans = 0
let bytes = 0

/** Calls `visit` for each field of a protobuf message: field number, then its bytes or its number. */
function fields(message: Buffer, visit: (field: number, value: Buffer | number) => void): void {
  let at = 0
  const varint = (): number => {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = message[at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
  }
  while (at < message.length) {
    const tag = varint()
    const wire = tag & 7
    if (wire === 0) visit(tag >>> 3, varint())
    else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else {
      const length = varint()
      visit(tag >>> 3, message.subarray(at, at + length))
      at += length
    }
  }
}

/** Field numbers: opentelemetry/proto/trace/v1/trace.proto. */
function count(request: Buffer): void {
  fields(request, (_1, resourceSpans) => {
    fields(resourceSpans as Buffer, (field, scopeSpans) => {
      if (field !== 2) return
      fields(scopeSpans as Buffer, (inner, span) => {
        if (inner !== 2) return
        let kind = 0
        fields(span as Buffer, (number, value) => {
          if (number === 6) kind = value as number
        })
        if (kind === SERVER_KIND) serverSpans += 1
        else otherSpans += 1
      })
    })
  })
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    bytes += body.length
    if (request.url === '/v1/traces') count(body)
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
})

process.on('message', () => {
  process.send?.({ serverSpans, otherSpans, bytes })
  serverSpans = 0
  otherSpans = 0
  bytes = 0
})
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
