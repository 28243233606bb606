import assert from 'node:assert/strict'
import test from 'node:test'
import { METRICS } from '../../conventions/index.ts'
import * as runtime from '../../dashboards/runtime.ts'
import { compileRules } from '../../slo/compile/index.ts'
import { boards, metricsIn, questions } from './support/boards.ts'
import { MODEL } from './support/model.ts'

const read = new Set([...boards().values()].flatMap(questions).flatMap(({ expr }) => metricsIn(expr)))
const recorded = new Set(
  compileRules(MODEL).flatMap(({ text }) =>
    [...text.matchAll(/record: (\S+)/g)].map(([, name]) => name as string),
  ),
)
const exported: ReadonlySet<string> = new Set([...Object.values(METRICS), ...Object.values(runtime)])
/** Prometheus keeps these itself. */
const OF_PROMETHEUS = new Set(['ALERTS', 'ALERTS_FOR_STATE'])

const withoutSuffix = (name: string): string => name.replace(/_(bucket|count|sum)$/, '')
const isExported = (name: string): boolean => exported.has(name) || exported.has(withoutSuffix(name))

test('every metric that a panel reads is exported by the service, recorded by the rules or kept by Prometheus', () => {
  const unknown = [...read].filter(
    (name) => !isExported(name) && !recorded.has(name) && !OF_PROMETHEUS.has(name),
  )
  assert.deepEqual(unknown, [])
})

test('every metric of the conventions is shown by a panel', () => {
  const shown = new Set([...read].flatMap((name) => [name, withoutSuffix(name)]))
  assert.deepEqual(
    [...exported].filter((name) => !shown.has(name)),
    [],
  )
})

test('what the rules record of an objective for people is shown by a panel', () => {
  const figures = [...recorded].filter((name) => !/^slo:sli_/.test(name))
  assert.deepEqual(
    figures.filter((name) => !read.has(name)),
    [],
  )
})
