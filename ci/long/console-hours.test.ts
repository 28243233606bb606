// The console as it starts, under eight hours of more traffic than it has room for.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTelemetry } from '../../observability/console/engine/telemetry.ts'
import { assertFlat, playHours } from '../../observability/test/console/hours.ts'

describe('the console after eight hours', () => {
  it('holds its newest telemetry in the memory that it had when it was full', () => {
    const telemetry = createTelemetry()
    assertFlat(playHours(telemetry, { hours: 8, spansPerSecond: 250 }))
    const { bytes, byteLimit, spans, spansEvicted } = telemetry.held()
    assert.ok(bytes <= byteLimit)
    assert.equal(spans + spansEvicted, 8 * 3_600 * 250)
    assert.ok(spansEvicted > spans)
  })
})
