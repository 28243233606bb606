// What the panels read, in the /metrics of a service that runs: the template's own, on a real database.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { globalSetup, globalTeardown } from '../../../templates/service/test/support/global.ts'
import { type Service, startService } from '../../../templates/service/test/support/service.ts'
import { boards, metricsIn, questions } from './support/boards.ts'

let service: Service
let text: string

before(async () => {
  await globalSetup()
  service = await startService()
  assert.equal((await fetch(`${service.url}/orders`)).status, 200)
  text = await (await fetch(`${service.url}/metrics`)).text()
})
after(async () => {
  await service?.stop()
  await globalTeardown()
})

const overview = boards().get('dashboards/acme-orders-overview.json')
assert.ok(overview)
const read = new Set(
  questions(overview)
    .flatMap(({ expr }) => metricsIn(expr))
    .filter((name) => !name.startsWith('ALERTS')),
)

for (const name of read) {
  test(`a running service exports ${name}`, () => {
    const family = name.replace(/_(bucket|count|sum)$/, '')
    const line = new RegExp(`^(${name}[{ ]|# TYPE (${name}|${family}) )`, 'm')
    assert.ok(line.test(text), `/metrics has no ${name}`)
  })
}

test('a running service gives every series the labels that the variables choose by', () => {
  const labels = ['service_name', 'service_version', 'deployment_environment_name']
  const series = text.split('\n').filter((line) => read.has(/^\w+/.exec(line)?.[0] ?? ''))
  assert.ok(series.length > 0)
  for (const line of series)
    for (const label of labels) assert.match(line, new RegExp(`[{,]${label}="[^"]+"`))
})
