// A bad deploy, fifty minutes ago: the queries of an objective's page say since when it burns, which version began it,
// which was the last safe one, and which route it hits.
import assert from 'node:assert/strict'
import test from 'node:test'
import { requireComponent } from '../../../../ci/components.ts'
import { LABELS, METRICS } from '../../../conventions/index.ts'
import { ALERTS, type AlertKind } from '../../../slo/alerts.ts'
import { compileRules } from '../../../slo/compile/index.ts'
import { promql } from './markdown.ts'
import { example, renderedPage } from './models.ts'
import { type InputSeries, promtool, within } from './promtool.ts'

/** Minutes since the first sample. */
const DEPLOYED = 100
const NOW = 150

const SAFE = { [LABELS.serviceVersion]: '1.4.2' }
const BAD = { [LABELS.serviceVersion]: '1.5.0' }
const HIT = { [LABELS.route]: '/orders' }
const SPARED = { [LABELS.route]: '/orders/:id' }

/** Sixty requests a minute to each of two routes, of which the bad version fails a half of one, slowly. */
const input_series = [
  ...release(SAFE, 0, (perMinute) => `0+${perMinute}x${DEPLOYED} stale`),
  ...release(BAD, 30, (perMinute) => `_x${DEPLOYED} 0+${perMinute}x${NOW - DEPLOYED}`),
]

interface Question {
  /** Which query of the page. */
  readonly query: RegExp
  /** Which lines of its answer. */
  readonly of?: Record<string, string>
  readonly lies: readonly [number, number]
}

const QUESTIONS: [AlertKind, Question[]][] = [
  [
    ALERTS.availabilityFast,
    [
      { query: /<= 1/, lies: [45, 51] },
      { query: /build_info/, of: SAFE, lies: [145, 151] },
      { query: /build_info/, of: BAD, lies: [45, 51] },
      { query: /sum by \(service_version\)/, of: SAFE, lies: [0, 0] },
      { query: /sum by \(service_version\)/, of: BAD, lies: [0.24, 0.26] },
      { query: /topk/, of: HIT, lies: [29, 31] },
    ],
  ],
  [
    ALERTS.availabilitySlow,
    [
      { query: /<= 1/, lies: [0.7, 1] },
      { query: /build_info/, of: SAFE, lies: [2.3, 2.6] },
      { query: /build_info/, of: BAD, lies: [0.6, 0.9] },
      { query: /sum by \(service_version\)/, of: SAFE, lies: [0, 0] },
      { query: /sum by \(service_version\)/, of: BAD, lies: [0.24, 0.26] },
      { query: /topk.*http_route/, of: HIT, lies: [1400, 1600] },
    ],
  ],
  [
    ALERTS.latencyFast,
    [
      { query: /<= 1/, lies: [45, 51] },
      { query: /build_info/, of: BAD, lies: [45, 51] },
      { query: /sum by \(service_version\)/, of: SAFE, lies: [0, 0] },
      { query: /sum by \(service_version\)/, of: BAD, lies: [0.24, 0.26] },
      { query: /sort_desc.*http_route/, of: HIT, lies: [0.45, 0.55] },
      { query: /sort_desc.*http_route/, of: SPARED, lies: [0, 0] },
    ],
  ],
  [
    ALERTS.latencySlow,
    [
      { query: /<= 1/, lies: [0.6, 1] },
      { query: /build_info/, of: BAD, lies: [0.6, 0.9] },
      { query: /sum by \(service_version\)/, of: SAFE, lies: [0, 0] },
      { query: /sum by \(service_version\)/, of: BAD, lies: [0.24, 0.26] },
      { query: /sort_desc.*http_route/, of: HIT, lies: [0.1, 0.25] },
    ],
  ],
]

test('the pages of objectives lead from a bad deploy to its minute, its route and the last safe version', (t) => {
  const promql_expr_test = QUESTIONS.flatMap(([kind, questions]) =>
    questions.map((each) => asked(kind, each)),
  )
  for (const { path, version } of requireComponent(t, 'promtool')) {
    const tests = [{ interval: '1m', input_series, promql_expr_test }]
    const { status, output } = promtool(path, compileRules(example), { evaluation_interval: '1m', tests })
    assert.equal(status, 0, `promtool ${version}: ${output}`)
  }
})

function asked(kind: AlertKind, { query: which, of, lies }: Question) {
  const [query, ...others] = promql(renderedPage(example, kind)).filter((each) => which.test(each))
  assert.ok(query && others.length === 0, `${which} is one query of ${kind.runbook}`)
  const expr = within(only(query, of), lies)
  return { expr, eval_time: `${NOW}m`, exp_samples: [{ labels: '{}', value: 1 }] }
}

function only(query: string, labels: Record<string, string> = {}): string {
  return Object.entries(labels).reduce(
    (each, [name, value]) =>
      `(${each}) and on (${name}) label_replace(vector(1), "${name}", "${value}", "", "")`,
    query,
  )
}

function release(
  version: Record<string, string>,
  failing: number,
  count: (perMinute: number) => string,
): InputSeries[] {
  const requests = (route: Record<string, string>, status: string, perMinute: number, inTime: number) => {
    const labels = { ...version, ...route, [LABELS.method]: 'GET', [LABELS.status]: status }
    return [
      series(`${METRICS.httpServerRequestDuration}_count`, labels, count(perMinute)),
      series(`${METRICS.httpServerRequestDuration}_bucket`, { ...labels, le: '0.3' }, count(inTime)),
    ]
  }
  return [
    ...requests(HIT, '200', 60 - failing, 60 - failing),
    ...requests(HIT, '503', failing, 0),
    ...requests(SPARED, '200', 60, 60),
    series(METRICS.buildInfo, version, count(0)),
  ]
}

function series(metric: string, labels: Record<string, string>, values: string): InputSeries {
  const all = Object.entries({ [LABELS.serviceName]: 'acme-orders', ...labels })
  return { series: `${metric}{${all.map(([name, value]) => `${name}="${value}"`).join(',')}}`, values }
}
