import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MalformedExposition, parseMetrics } from '../../console/prometheus/parse.ts'
import { quantile, red } from '../../console/prometheus/red.ts'
import { redTable } from '../../console/terminal/red.ts'

const bucket = (route: string, status: number, le: string, value: number) =>
  `http_server_request_duration_seconds_bucket{http_request_method="GET",http_route="${route}",http_response_status_code="${status}",le="${le}"} ${value}`
const count = (route: string, status: number, value: number) =>
  `http_server_request_duration_seconds_count{http_request_method="GET",http_route="${route}",http_response_status_code="${status}"} ${value}`

const SCRAPE = [
  '# HELP http_server_request_duration_seconds Duration.',
  '# TYPE http_server_request_duration_seconds histogram',
  ...[
    bucket('/a', 200, '0.1', 6),
    bucket('/a', 200, '0.2', 10),
    bucket('/a', 200, '+Inf', 10),
    count('/a', 200, 10),
  ],
  ...[
    bucket('/a', 500, '0.1', 0),
    bucket('/a', 500, '0.2', 0),
    bucket('/a', 500, '+Inf', 2),
    count('/a', 500, 2),
  ],
  ...[bucket('/b', 200, '0.1', 0), bucket('/b', 200, '+Inf', 0), count('/b', 200, 0)],
  '# EOF',
].join('\n')

describe('the Prometheus parser', () => {
  it('reads names, labels with escapes, values and timestamps', () => {
    assert.deepEqual(
      parseMetrics('up 1\r\nx{a="1 } # \\"q\\"",b="c\\\\d\\ne",} -2.5e-3 1700000000000\n# EOF\n'),
      [
        { name: 'up', labels: {}, value: 1 },
        { name: 'x', labels: { a: '1 } # "q"', b: 'c\\d\ne' }, value: -0.0025 },
      ],
    )
  })

  it('finds the end of labels whatever stands in them', () => {
    assert.deepEqual(
      parseMetrics('x{a="\\"}",b="\\\\"} 1\ny {} 2\nz 3 # {c="}"} 4').map(({ labels, value }) => [
        labels,
        value,
      ]),
      [
        [{ a: '"}', b: '\\' }, 1],
        [{}, 2],
        [{}, 3],
      ],
    )
  })

  it('reads exemplars', () => {
    const [sample] = parseMetrics('x_bucket{le="0.1"} 3 # {trace_id="abc",span_id="d"} 0.07 1700000000.123')
    assert.deepEqual(sample?.exemplar, {
      labels: { trace_id: 'abc', span_id: 'd' },
      value: 0.07,
      timestamp: 1700000000.123,
    })
  })

  it('reads infinities and NaN', () => {
    assert.deepEqual(
      parseMetrics('a +Inf\nb -Inf\nc NaN\nd Nan\ne inf').map(({ value }) => value),
      [Infinity, -Infinity, Number.NaN, Number.NaN, Infinity],
    )
  })

  it('says which line is no sample', () => {
    for (const line of [
      '<html>',
      'x{a=1} 2',
      'x{a="1} 2',
      'x',
      'x one',
      'x 1.2.3',
      '{} 1',
      `x{${'"'.repeat(5_000)}`,
    ]) {
      assert.throws(
        () => parseMetrics(`up 1\n${line}`),
        (error) => error instanceof MalformedExposition && error.line === 2,
        line,
      )
    }
  })
})

describe('RED numbers', () => {
  it('count requests and failures of each route, and leave silent routes out', () => {
    const [a, ...others] = red(parseMetrics(SCRAPE))
    assert.deepEqual(others, [])
    assert.deepEqual([a?.route, a?.requests, a?.errors, a?.statuses], ['/a', 12, 2, { 200: 10, 500: 2 }])
    // 12 requests: rank 6 is the last in the first bucket, rank 11.4 lies beyond the last bound.
    assert.deepEqual([a?.p50?.toFixed(9), a?.p95], ['0.100000000', 0.2])
  })

  it('count from an earlier scrape, and across a restart', () => {
    const earlier = parseMetrics(`${count('/a', 200, 4)}\n${count('/a', 500, 99)}`)
    const [a] = red(parseMetrics(SCRAPE), earlier)
    assert.deepEqual(a?.statuses, { 200: 6, 500: 2 })
  })

  it('take quantiles as PromQL does', () => {
    const buckets = [
      { bound: 0.1, count: 0 },
      { bound: 0.2, count: 10 },
      { bound: Infinity, count: 10 },
    ]
    assert.ok(Math.abs((quantile(0.5, buckets) ?? 0) - 0.15) < 1e-9)
    assert.equal(quantile(0.5, []), undefined)
  })

  it('make a table', () => {
    assert.equal(
      redTable(red(parseMetrics(SCRAPE)), { seconds: 6 }),
      [
        'route   requests  per s  errors    p50    p95    p99',
        'GET /a        12    2.0  16.7 %  100ms  200ms  200ms',
        '',
      ].join('\n'),
    )
    assert.equal(redTable([]), 'no requests yet\n')
  })
})
