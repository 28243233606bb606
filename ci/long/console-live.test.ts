// A real Prometheus and the console scrape the same service, through failures, a restart and silence. What the console's
// evaluation makes of the very samples that Prometheus stored is what Prometheus made of them; and the console that
// scraped by itself fires and resolves the same alerts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createWatch } from '../../observability/console/objectives/index.ts'
import { compileRules } from '../../observability/slo/compile/index.ts'
import { alone, evaluatedAt } from '../../observability/test/console/equality/alone.ts'
import { compare } from '../../observability/test/console/equality/compare.ts'
import { livePrometheus } from '../../observability/test/console/equality/live-prometheus.ts'
import { dumpOf, historyOf } from '../../observability/test/console/equality/live-samples.ts'
import { modelOf } from '../../observability/test/console/equality/specs.ts'
import { exposition } from '../../observability/test/console/watch/exposition.ts'
import { served } from '../../observability/test/console/watch/served.ts'
import { requireComponent } from '../components.ts'

const SECONDS = 120
/** The console scrapes and evaluates at other moments of each second. */
const APART_MS = 3_000

interface Act {
  readonly until: number
  readonly good: number
  readonly failed?: number
  readonly slow?: number
  readonly down?: true
  readonly restart?: true
}

/** Per second. */
const ACTS: readonly Act[] = [
  { until: 20, good: 50 },
  { until: 40, good: 40, failed: 10 },
  { until: 50, good: 0, down: true },
  { until: 51, good: 0, restart: true },
  { until: 70, good: 50 },
  { until: 95, good: 20, slow: 30 },
  { until: SECONDS, good: 50 },
]

test('the console is equal to a Prometheus that scrapes the same service', async (t) => {
  const [program] = requireComponent(t, 'prometheus', 3)
  if (!program) return
  const model = modelOf('stamped-standard.yaml')
  const url = await served(t, acting())
  const prometheus = await livePrometheus(program.path, new URL(url).host, compileRules(model))
  t.after(prometheus.stop)
  const watch = createWatch({ scrapeSeconds: 1, evaluationSeconds: 1 })
  t.after(watch.start(() => {}))
  watch.objectives(model)
  watch.target(url)

  const ours = new Map<string, number[]>()
  for (const until = Date.now() + SECONDS * 1_000; Date.now() < until; await sleep(100)) {
    const at = watch.slos().evaluatedAt ?? 0
    for (const { alert, slo, state } of watch.alerts().alerts) {
      const key = `${alert} ${slo ?? 'none'} ${state}`
      ours.set(key, [...(ours.get(key) ?? []), at])
    }
  }

  const history = historyOf(await prometheus.series('{job="services"}'))
  const recorded = await prometheus.series('{__name__=~"slo:.*|ALERTS"}')
  let compared = 0
  for (const part of alone(model)) {
    const theirs = dumpOf(recorded, part)
    const { differences, values } = compare(theirs, evaluatedAt(part, history, theirs))
    assert.deepEqual(differences.slice(0, 10), [], `${differences.length} of ${values}`)
    compared += values
  }
  t.diagnostic(`${compared} values`)
  assert.ok(compared > 4_000)

  const theirs = recorded.filter(({ labels }) => labels.__name__ === 'ALERTS')
  const firing = theirs.filter(({ labels }) => labels.alertstate === 'firing')
  assert.ok(firing.length >= 4, 'alerts fired')
  for (const { labels, points } of firing) {
    const seen = ours.get(`${labels.alertname} ${labels.slo} firing`) ?? []
    const [begun, ended] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]
    const near = (a: number | undefined, b: number) => Math.abs((a ?? 0) - b) <= APART_MS
    // Several tiers have an alert of the same name: one of them is that which began or ended.
    assert.ok(
      seen.some((at) => near(at, begun)) && seen.some((at) => near(at, ended)),
      `${JSON.stringify(labels)} from ${begun} to ${ended}, in the console from ${seen[0]} to ${seen.at(-1)}`,
    )
  }
})

function acting() {
  const begun = Date.now()
  let [last, good, slow, failed] = [begun, 0, 0, 0]
  return (_: unknown, response: import('node:http').ServerResponse) => {
    const now = Date.now()
    const second = (now - begun) / 1_000
    const act = ACTS.find(({ until }) => second < until) ?? (ACTS.at(-1) as Act)
    if (act.restart) [good, slow, failed] = [0, 0, 0]
    good += (act.good * (now - last)) / 1_000
    slow += ((act.slow ?? 0) * (now - last)) / 1_000
    failed += ((act.failed ?? 0) * (now - last)) / 1_000
    last = now
    if (act.down) response.writeHead(503).end()
    else
      response
        .setHeader('content-type', 'text/plain; version=0.0.4')
        .end(exposition({ good: Math.floor(good), slow: Math.floor(slow), failed: Math.floor(failed) }))
  }
}
