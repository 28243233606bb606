import assert from 'node:assert/strict'
import test from 'node:test'
import { ALERTS } from '../../../slo/alerts.ts'
import { platformAlerts } from '../../../slo/compile/platform-alerts.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { FILES } from '../../../slo/names.ts'
import { runbooks } from '../../../slo/runbooks/index.ts'
import { fences, prose } from './markdown.ts'
import {
  example,
  foreign,
  modelOf,
  models,
  pages,
  rendered,
  renderedPage,
  requests,
  sloOf,
  stamped,
} from './models.ts'

const CODE_SPAN = /(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g

test('nothing of the example is left in the page of another service, nor any mark of ours', () => {
  for (const model of [stamped, foreign]) {
    for (const [path, text] of rendered(model)) {
      const unlinked = text.replace(/https:\/\/\w+\.acme\.example[^)\s]*/g, '').replaceAll('team-acme', '')
      assert.doesNotMatch(unlinked, /acme|<!--|\{\{/i, path)
    }
  }
})

test('the same model gives the same bytes', () => {
  for (const model of Object.values(models)) {
    assert.deepEqual(runbooks(structuredClone(model), new Map([...pages].reverse())), runbooks(model, pages))
  }
})

test('a stamped service has the page of every alert, and one read from the metrics of others only those it can raise', () => {
  const namesOf = (model: SloModel) =>
    [...rendered(model).keys()].map((path) => path.slice('runbooks/'.length, -3)).sort()
  assert.deepEqual(
    namesOf(stamped),
    Object.values(ALERTS)
      .map(({ runbook }) => runbook)
      .sort(),
  )
  const objectives = Object.values(ALERTS).filter(({ about }) => about === 'slo')
  const foreigns = [...objectives, ALERTS.telemetryAbsent].map(({ runbook }) => runbook)
  assert.deepEqual(namesOf(foreign), foreigns.sort())
})

test('every platform alert that is compiled has a page, and every page of one an alert', () => {
  for (const model of [example, foreign]) {
    const [service] = model.services
    const compiled = service ? platformAlerts(service).map(({ alert }) => alert) : []
    const paged = [...rendered(model).values()].map((text) => text.slice(2, text.indexOf(':')))
    const about = Object.values(ALERTS).filter(
      (kind) => kind.about === 'platform' && paged.includes(kind.name),
    )
    const expected = service?.stamped ? compiled : [ALERTS.telemetryAbsent.name]
    assert.deepEqual(about.map(({ name }) => name).sort(), expected.sort())
  }
})

test('an objective that cannot page has no page for paging, and no link to one', () => {
  const model = modelOf({}, (of) => {
    const slo = sloOf(of, { name: 'loose', kind: 'availability', indicator: requests({ failed: true }) })
    return [{ ...slo, tiers: slo.tiers.filter(({ severity }) => severity === 'ticket') }]
  })
  assert.deepEqual(
    [...rendered(model).keys()].filter((path) => /availability|latency/.test(path)),
    ['runbooks/availability-slow-burn.md'],
  )
  assert.doesNotMatch(renderedPage(model, ALERTS.availabilitySlow), /\(availability-fast-burn\.md\)/)
})

test('links between pages lead to pages of the same service, also where several share a folder', () => {
  const two = together(example, foreign)
  for (const model of [...Object.values(models), two]) {
    const all = rendered(model)
    for (const [path, text] of all) {
      for (const [, target = ''] of text.matchAll(/\]\(([\w-]+\.md)\)/g)) {
        assert.ok(all.has(`runbooks/${target}`), `${path} → ${target}`)
        if (model === two) assert.equal(target.split('-')[0], path.slice('runbooks/'.length).split('-')[0])
      }
    }
  }
})

test('each objective is in the table with its promise, what is bad, and the burn rates of this alert alone', () => {
  assert.ok(
    renderedPage(stamped, ALERTS.latencyFast).includes(
      '| `invoices-in-time` | 95% over 28d | not answered within 1 s; `GET /invoices/:id`, `/invoices` | 13.44 over 1h and 5m; 5.6 over 6h and 30m |',
    ),
  )
  assert.match(
    renderedPage(stamped, ALERTS.latencySlow),
    /\| 2\.8 over 1d and 2h; 0\.93\d* over 3d and 6h \|/,
  )
})

test("a latency page asks about that objective's own bound", () => {
  const page = renderedPage(stamped, ALERTS.latencyFast)
  assert.ok(page.includes('le=~"1(\\\\.0)?"'), 'whole seconds are spelt in two ways')
  assert.ok(page.includes('duration_ms > 1000'))
  assert.ok(page.includes('`1000ms`'))
  assert.doesNotMatch(page, /0\.3"|> 300\b|300ms/)
})

test('an objective over queries of others shows them, and no query of ours that would find nothing', () => {
  const page = renderedPage(foreign)
  assert.ok(page.includes('sum(rate(legacy_failures_total[5m]))'))
  assert.doesNotMatch(page, /service_name|readyz[\s\S]*"failed"|jq/)
  assert.match(
    renderedPage(foreign, ALERTS.latencyFast),
    /the value below not at most 30[\s\S]*legacy_queue_age_seconds/,
  )
})

test('thresholds of platform alerts are those of the tier', () => {
  assert.ok(
    renderedPage(stamped, ALERTS.poolSaturated).includes(
      'more than 5 requests on average wait for a connection',
    ),
  )
  assert.ok(
    renderedPage(example, ALERTS.poolSaturated).includes(
      'more than 1 requests on average wait for a connection',
    ),
  )
  assert.ok(renderedPage(stamped, ALERTS.databaseSlow).includes('longer than 1 s'))
})

test('a page says who is called, where that is known', () => {
  assert.ok(renderedPage(example).includes('on call `oncall@acme.example`'))
  assert.ok(!renderedPage(stamped).includes('on call `'))
})

test('links lead to repository and dashboards where they are known, else to the console', () => {
  assert.ok(renderedPage(example).includes('[repository](https://code.acme.example/acme/orders)'))
  assert.ok(renderedPage(stamped).includes('[dashboard](http://127.0.0.1:4318/overview?service=billing)'))
})

test('a service that nobody owns says so', () => {
  assert.match(renderedPage(modelOf({ owner: 'unowned' })), /\*\*owner unknown\*\*/)
})

test('names that would break Markdown, PromQL or a shell stay text', () => {
  const hostile = '`x`|"}\n# [gone](javascript:alert(1)) <script> ``` acme-orders {{.window}} $& \'; rm'
  const model = modelOf({ name: hostile, displayName: `${hostile}.`, owner: hostile }, (of) => [
    sloOf(of, {
      name: hostile,
      displayName: `${hostile}.`,
      kind: 'availability',
      indicator: requests({ failed: true }),
    }),
    sloOf(of, {
      name: 'own',
      kind: 'availability',
      indicator: {
        source: 'events',
        count: { bad: { text: 'up{a="\n```\n"}', yields: 'counter', place: { file: 'f', line: 1 } } },
        total: { text: 'up', yields: 'counter', place: { file: 'f', line: 1 } },
      },
    }),
  ])
  for (const { path, text } of runbooks(model, pages)) {
    const name = path.replaceAll('\n', '')
    const page = pages.get([...pages.keys()].find((file) => path.endsWith(file)) ?? '') ?? ''
    const heads = (of: string) => of.match(/^#+ .*$/gm)?.length
    assert.equal(heads(text), heads(page), `${name}: no heading more than the page has`)
    assert.doesNotMatch(prose(text).replace(CODE_SPAN, ''), /[^\\]<script|[^\\]\[gone\]/, name)
    for (const row of text.match(/^\|.*99\.9% over.*$/gm) ?? []) {
      assert.equal(row.match(/(?<!\\)\|/g)?.length, 5, row)
    }
  }
  const [own] = fences(runbooks(model, pages)[0]?.text ?? '').filter(({ text }) => text.startsWith('up{'))
  assert.equal(own?.text, 'up{a="\n```\n"}')
})

test('a page that is missing is told by name', () => {
  assert.throws(
    () => runbooks(example, new Map()),
    /SloAvailabilityFastBurn has no page: add runbooks\/availability-fast-burn\.md/,
  )
})

test('objectives of several services come each in a file of its own', () => {
  const paths = runbooks(together(example, stamped), pages).map(({ path }) => path)
  assert.equal(new Set(paths).size, paths.length)
  assert.ok(paths.includes(FILES.runbook({ name: 'billing', prefixed: true }, ALERTS.databaseSlow)))
})

test('a page is about the objectives of its own service alone', () => {
  const made = rendered(together(example, stamped))
  const page = made.get(FILES.runbook({ name: 'acme-orders', prefixed: true }, ALERTS.latencyFast))
  assert.match(page ?? '', /^\| `latency` /m)
  assert.doesNotMatch(page ?? '', /invoices/)
})

/** As specs of several services are read. */
function together(...all: readonly SloModel[]): SloModel {
  const services = all.flatMap((each) => each.services)
  return {
    services: services.map((service) => ({ ...service, prefixed: true })),
    slos: all.flatMap(({ slos }) => slos),
  }
}
