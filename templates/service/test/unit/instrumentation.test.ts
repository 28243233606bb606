// Owner: paved-road
// The stock set knows how to instrument some libraries. Each of them that this service depends on must be
// instrumented here too, by the lean set or by the platform itself, or its spans would be missing in silence.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { it } from 'node:test'

const ROOT = new URL('../../', import.meta.url)
const read = (file: URL | string) =>
  JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> }
const stock = read(findPackageJSON('@opentelemetry/auto-instrumentations-node', import.meta.url) ?? '')

/** Instrumented otherwise, and where. */
const OTHERWISE: Record<string, string> = {
  koa: 'src/platform/http/observe.ts',
  knex: 'its queries run through pg, which has a span for each; a second one would say the same',
  pino: 'src/platform/logging.ts puts trace ids on each line',
}

it('instruments every dependency that OpenTelemetry knows', () => {
  const { dependencies } = read(new URL('package.json', ROOT))
  const known = Object.keys(dependencies).filter(
    (name) => `@opentelemetry/instrumentation-${name}` in stock.dependencies,
  )
  assert.ok(known.includes('pg'))
  for (const name of known) {
    const lean = `@opentelemetry/instrumentation-${name}`
    if (name in OTHERWISE) continue
    assert.ok(
      lean in dependencies,
      `${name} is not traced: add ${lean} to src/platform/telemetry/instrument.ts`,
    )
    const started = readFileSync(new URL('src/platform/telemetry/instrument.ts', ROOT), 'utf8')
    assert.ok(started.includes(`'${lean}'`), `${lean} is not started in src/platform/telemetry/instrument.ts`)
  }
})
