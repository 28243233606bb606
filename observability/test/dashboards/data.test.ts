// The panels' answers, from a real Prometheus, about six hours whose story is known (support/story.ts).
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { component, unless } from '../../../ci/components.ts'
import { filledIn } from '../../dashboards/datasource.ts'
import { type BoardJson, boards, panel, panelsOf, questions } from './support/boards.ts'
import { FIGURES } from './support/figures.ts'
import { type Prometheus, prometheusWith, type Sample } from './support/prometheus.ts'
import { DEPLOY, END, FAULT, FIRING, START, STEP, story, UPGRADE } from './support/story.ts'

const written = boards()
const overview = written.get('dashboards/acme-orders-overview.json') as BoardJson
const objectives = written.get('dashboards/acme-orders-objectives.json') as BoardJson
const fleet = written.get('dashboards/fleet.json') as BoardJson

/** A sample a minute, so a rate needs four. */
const ON_SCREEN = { __rate_interval: '4m', __interval: '1m', __range: '6h' }
const asked = (expr: string): string => filledIn(expr, ON_SCREEN)
const milliseconds = (second: number): number => second * 1000

const pairs = component('prometheus').flatMap(({ version, path }) => {
  const promtool = component('promtool').find((each) => each.version === version)?.path
  return promtool ? [{ version, programs: { prometheus: path, promtool } }] : []
})
const skip = unless(pairs.length > 0, 'prometheus')
if (skip) test('every panel has something to show in a real Prometheus', { skip })
for (const { version, programs } of pairs) about(`Prometheus ${version}`, programs)

function about(name: string, programs: { prometheus: string; promtool: string }): void {
  let server: Prometheus
  before(async () => {
    server = await prometheusWith(programs, story())
  })
  after(() => server?.stop())

  const now = (expr: string) => server.instant(asked(expr), END)
  const column = (board: BoardJson, title: string, heading: string) => {
    const { targets = [], fieldConfig } = panel(board, title)
    const index = fieldConfig?.overrides.findIndex(({ matcher }) => matcher.options === heading) ?? -1
    return now(targets[index]?.expr ?? '')
  }

  for (const [path, board] of written) {
    for (const { id, title, targets = [] } of panelsOf(board)) {
      test(`${name}: ${path}, ${id} "${title}" has something to show`, async () => {
        const answers = await Promise.all(
          targets.map(({ expr, instant }) =>
            instant ? now(expr) : server.range(asked(expr), START, END, STEP),
          ),
        )
        assert.ok(answers.flat().length > 0)
        for (const { points } of answers.flat())
          for (const [, value] of points) assert.ok(!Number.isNaN(value))
      })
    }
  }

  for (const [title, expected] of Object.entries(FIGURES)) {
    test(`${name}: "${title}" reads what happened`, async () => {
      const board = panelsOf(overview).some((each) => each.title === title) ? overview : objectives
      const { targets = [] } = panel(board, title)
      const answers = (await Promise.all(targets.map(({ expr }) => now(expr)))).flat()
      const read = answers.map(({ points }) => Number(points[0]?.[1].toFixed(4)))
      assert.deepEqual(
        read.sort((a, b) => a - b),
        expected,
      )
    })
  }

  test(`${name}: the variables have values to choose from`, async () => {
    for (const { from, expr } of questions(overview).filter(({ from }) => from.includes('$'))) {
      assert.ok((await now(expr)).length > 0, from)
    }
  })

  test(`${name}: deploys are marked when a release shows up, and only then`, async () => {
    const [deploys] = overview.annotations.list
    const marks = await server.range(asked(deploys?.expr ?? ''), START, END, STEP)
    assert.deepEqual(
      marks.map(({ metric, points }) => [
        metric.service_version,
        metric.commit,
        points.map(([time]) => time),
      ]),
      [
        ['0.9.0', 'commit-of-0.9.0', [START]],
        ['1.0.0', 'commit-of-1.0.0', [UPGRADE]],
        ['1.1.0', 'commit-of-1.1.0', [DEPLOY]],
      ],
    )
  })

  for (const board of [overview, objectives]) {
    test(`${name}: ${board.title}: the affected route is named, and since when`, async () => {
      const shares = byLabels(await column(board, 'Affected routes', 'Share failed'), 'http_request_method')
      assert.equal(shares.GET, 0)
      assert.ok(Math.abs((shares.POST ?? 0) - 0.1 / 6) < 0.002, String(shares.POST)) // a tenth of the last of six hours
      const first = byLabels(await column(board, 'Affected routes', 'First failed'), 'http_request_method')
      assert.deepEqual(Object.keys(first), ['POST'])
      const late = (first.POST ?? 0) - milliseconds(FAULT)
      assert.ok(late > 0 && late <= milliseconds(2 * STEP), String(late))
      const last = byLabels(await column(board, 'Affected routes', 'Last failed'), 'http_request_method')
      assert.equal(last.POST, milliseconds(END))
    })

    test(`${name}: ${board.title}: releases are told apart by their failures and times`, async () => {
      const shares = byLabels(await column(board, 'Releases', 'Share failed'), 'service_version')
      assert.equal(shares['1.0.0'], 0)
      assert.ok((shares['1.1.0'] ?? 0) > 0.005)
      assert.deepEqual(byLabels(await column(board, 'Releases', 'First started'), 'service_version'), {
        '0.9.0': milliseconds(START),
        '1.0.0': milliseconds(UPGRADE),
        '1.1.0': milliseconds(DEPLOY),
      })
      const seen = byLabels(await column(board, 'Releases', 'Last seen'), 'service_version')
      assert.deepEqual(seen, {
        '0.9.0': milliseconds(UPGRADE - STEP),
        '1.0.0': milliseconds(DEPLOY - STEP),
        '1.1.0': milliseconds(END),
      })
    })
  }

  test(`${name}: the last safe release is the newest before the fault`, async () => {
    const safe = await now(panel(objectives, 'Last safe release').targets?.[0]?.expr ?? '')
    assert.deepEqual(
      safe.map(({ metric }) => metric.service_version),
      ['1.0.0'],
    )
  })

  test(`${name}: the fleet names what is missed, what fires and since when, and where to look`, async () => {
    const lines = await column(fleet, 'Objectives of all services', 'Objective')
    assert.deepEqual(
      lines.map(({ metric }) => [metric.service, metric.slo, metric.owner, metric.objectives]).sort(),
      [
        ['acme-orders', 'availability', 'team-acme', 'acme-orders-objectives'],
        ['acme-orders', 'latency', 'team-acme', 'acme-orders-objectives'],
        ['checkout', 'payments', 'team-acme', 'checkout-objectives'],
      ],
    )
    assert.equal(
      (await now(panel(fleet, 'Objectives missed').targets?.[0]?.expr ?? ''))[0]?.points[0]?.[1],
      1,
    )
    assert.deepEqual(byLabels(await column(fleet, 'Firing alerts', 'Since'), 'alertname'), {
      DatabasePoolSaturated: milliseconds(FIRING),
      SloAvailabilityFastBurn: milliseconds(FIRING),
    })
    const pages = byLabels(await column(fleet, 'Objectives of all services', 'Pages'), 'slo')
    assert.deepEqual(pages, { availability: 1, latency: 0, payments: 0 })
    const tickets = byLabels(await column(fleet, 'Objectives of all services', 'Tickets'), 'slo')
    assert.deepEqual(tickets, { availability: 0, latency: 0, payments: 0 }) // the one that fires is of no objective
    const gone = byLabels(await column(fleet, 'Objectives of all services', 'Budget gone in'), 'slo')
    assert.equal(gone.availability, 1e6)
    const services = await column(fleet, 'Services of the paved road', 'Instances')
    assert.deepEqual(
      services.map(({ metric }) => metric.overview),
      ['acme-orders-overview'],
    )
  })

  test(`${name}: before anything fired, the list of alerts says none`, async () => {
    const since = panel(fleet, 'Firing alerts').targets?.[0]?.expr ?? ''
    const early = await server.instant(asked(since), FIRING - STEP)
    assert.deepEqual(
      early.map(({ metric }) => metric.alertname),
      ['none'],
    )
  })
}

function byLabels(samples: readonly Sample[], label: string): Record<string, number> {
  return Object.fromEntries(
    samples.map(({ metric, points }) => [metric[label] ?? '', points[0]?.[1] ?? Number.NaN]),
  )
}
