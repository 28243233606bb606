// Five services, each broken in its own way at the same time: the right page or ticket, and no other, reaches a webhook
// when theory says, leads to pages that are there, whose first query names the fault, and is taken back afterwards.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import { promql, sections } from '../../observability/test/slo/runbooks/markdown.ts'
import { follow } from '../../observability/test/stack/support/links.ts'
import type { TestStack } from '../../observability/test/stack/support/stack.ts'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { freePort } from '../free-port.ts'
import { FAULTS, type Fault, PER_SECOND } from './stack/faults.ts'
import { type Past, writeHistory } from './stack/history.ts'
import { anOrder, type Paced, paced } from './stack/paced.ts'
import { minutesToFire, minutesToReset } from './stack/theory.ts'
import { type Notified, startWebhook } from './stack/webhook.ts'
import { ask, mustRun, type Service, skip, stamp, stampFolder, start, startStack } from './stack/world.ts'
import { startTraffic } from './traffic.ts'

/** A scrape, an evaluation and the time that Alertmanager gives a group to gather, in seconds; and some for the machine. */
const NOTICE_SECONDS = 15 + 15 + 10 + 15
/** The same for news of a group that has been told of already. */
const NEWS_SECONDS = 15 + 15 + 30 + 15
const MINUTE = 60_000

interface Begun {
  readonly fault: Fault
  /** The service's. */
  readonly folder: string
  service: Service
}

interface Story extends Begun {
  readonly traffic: Paced
  /** Milliseconds since 1970: of its traffic's beginning, of the fault's, and of its end. */
  readonly started: number
  broken: number
  mended: number
  /** What the page's first query answered before the fault, and while it was told of. */
  healthy?: number | undefined
  faulty?: number | undefined
}

describe('five services in trouble', { skip }, () => {
  const undo: (() => void | Promise<void>)[] = []
  const cleanup = { after: (step: () => void | Promise<void>) => void undo.unshift(step) }
  let stack: TestStack
  let notified: Notified[]
  let stories: Story[] = []

  before(async () => {
    await globalSetup()
    cleanup.after(globalTeardown)
    stack = await startStack(cleanup)
    const webhook = await startWebhook(cleanup)
    notified = webhook.notified
    const folder = stampFolder(cleanup)
    const begun = await Promise.all(
      FAULTS.map((fault) => begin(fault, promising(fault, stamp(folder, fault.name)))),
    )
    const pasts = await Promise.all(begun.filter(({ fault }) => fault.past).map(pastOf))
    writeHistory(join(stack.folder, 'data', 'prometheus'), pasts)
    mustRun(stack, 'up', '--webhook', webhook.url)
    stories = begun.map(withTraffic)
    for (const { traffic } of stories) cleanup.after(traffic.stop)
    await sleep(2.5 * MINUTE) // all is well: the five minutes of the short windows hold traffic of now
    await Promise.all(stories.map((story) => play(story)))
  })
  after(async () => {
    for (const step of undo) await step()
  })

  function promising({ within = '2500ms' }: Fault, folder: string): string {
    const file = join(folder, 'slo.yaml')
    const text = readFileSync(file, 'utf8')
    assert.ok(text.includes('within: 300ms'))
    writeFileSync(file, text.replace('within: 300ms', `within: ${within}`))
    return folder
  }

  async function begin(fault: Fault, folder: string): Promise<Begun> {
    const service = await start(folder, stack, { ...fault.env, PORT: String(await freePort()) })
    cleanup.after(async () => void (await service.stop()))
    for (let n = 0; n < 5; n += 1) await (await anOrder(service.url)).arrayBuffer()
    mustRun(stack, 'add', folder, '--target', new URL(service.url).host)
    return { fault, folder, service }
  }

  /** Once the stack is up: what had waited for it would come at once, and slowly. */
  function withTraffic(begun: Begun): Story {
    const traffic = paced(PER_SECOND, () => anOrder(begun.service.url))
    return { ...begun, traffic, started: Date.now(), broken: 0, mended: 0 }
  }

  async function pastOf({ fault, service }: Begun): Promise<Past> {
    const exposition = await (await fetch(`${service.url}/metrics`)).text()
    return {
      service: fault.name,
      slos: ['availability', 'latency'],
      perSecond: fault.past ?? 0,
      exposition,
      instance: new URL(service.url).host,
    }
  }

  /** Breaks it, waits for the news, mends it, waits for the news of that. */
  async function play(story: Story): Promise<void> {
    const { fault, service } = story
    story.healthy = await firstQuery(fault)
    story.broken = Date.now()
    await fault.break(service)
    const crowd = fault.crowd ? startTraffic(service.url, fault.crowd) : undefined
    await news(fault, 'firing', firesAfter(story))
    story.faulty = await firstQuery(fault)
    await crowd?.stop()
    await fault.mend(service)
    story.mended = Date.now()
    if (fault.alert === 'TelemetryAbsent') await startAgain(story)
    const patience = resetsAfter(story)
    if (patience !== undefined) await news(fault, 'resolved', patience)
  }

  async function startAgain(story: Story): Promise<void> {
    const { port } = new URL(story.service.url)
    const service = await start(story.folder, stack, { PORT: port })
    cleanup.after(async () => void (await service.stop()))
    story.service = service
  }

  async function firstQuery({ name, runbook }: Fault): Promise<number | undefined> {
    const rendered = readFileSync(join(stack.folder, 'services', name, 'runbooks', `${runbook}.md`), 'utf8')
    const [query = ''] = promql(sections(rendered).get('First response') ?? '')
    const answers = await ask(stack, 'query', { query })
    const values = answers.map(({ value }) => Number(value?.[1]))
    return values.length > 0 ? Math.max(...values) : undefined
  }

  const about = ({ name, alert }: Fault, status: Notified['status']) =>
    notified.find((each) => each.service === name && each.alert === alert && each.status === status)

  /** Waits longer than theory does, and goes on without it when it does not come: the tests say so. */
  async function news(fault: Fault, status: Notified['status'], theoryMs: number): Promise<void> {
    for (const until = Date.now() + theoryMs + 2 * MINUTE; Date.now() < until; await sleep(250))
      if (about(fault, status)) return
  }

  for (const fault of FAULTS) {
    describe(fault.name, () => {
      const story = () => stories.find((each) => each.fault === fault) as Story

      test(`${fault.alert} is told when theory says, and nothing else is`, (t) => {
        const came = about(fault, 'firing')
        assert.ok(came, 'it never came')
        const [seconds, theory] = [(came.at - story().broken) / 1000, firesAfter(story()) / 1000]
        t.diagnostic(`${seconds.toFixed(0)} s after the fault; theory ${theory.toFixed(0)} s, and notice`)
        if (fault.incident) assert.ok(seconds > 0.9 * theory, `${seconds} s is too soon`)
        assert.ok(seconds < theory + NOTICE_SECONDS, `${seconds} s is too late`)
        const others = notified.filter(
          ({ service, alert }) => service === fault.name && alert !== fault.alert,
        )
        assert.deepEqual(others, [])
      })

      test('the pages that it leads to are there', async () => {
        const { annotations } = about(fault, 'firing') as Notified
        const runbook = await follow(annotations, fault.name)
        assert.match(runbook, new RegExp(`^# ${fault.alert}: .*${fault.name}`))
      })

      test("the page's first query tells the fault from health", (t) => {
        const { cases } = samplesOf(fault.runbook)
        t.diagnostic(`in health ${story().healthy}, in the fault ${story().faulty}`)
        // A busy machine is not as healthy as the recorded one; that it is not taken for the fault is what counts.
        assert.ok(!isWithin(story().healthy, cases.fault?.answer), `health: ${story().healthy}`)
        assert.ok(isWithin(story().faulty, cases.fault?.answer), `fault: ${story().faulty}`)
      })

      if (fault.incident ?? fault.resets !== undefined)
        test('it is taken back once the fault is over', (t) => {
          const over = about(fault, 'resolved')
          assert.ok(over, 'it never was')
          const [seconds, theory] = [(over.at - story().mended) / 1000, (resetsAfter(story()) ?? 0) / 1000]
          t.diagnostic(`${seconds.toFixed(0)} s after its end; theory ${theory.toFixed(0)} s, and news`)
          if (fault.incident) assert.ok(seconds > 0.9 * theory, `${seconds} s is too soon`)
          assert.ok(seconds < theory + NEWS_SECONDS, `${seconds} s is too late`)
        })
    })
  }

  test('the tickets of an objective that pages were held back', async () => {
    const url = `${stack.url('alertmanager')}/api/v2/alerts?filter=service%3D%22burning-orders%22`
    const alerts = (await (await fetch(url)).json()) as {
      labels: Record<string, string>
      status: { state: string }
    }[]
    const slow = alerts.filter(({ labels }) => labels.alertname === 'SloAvailabilitySlowBurn')
    assert.ok(slow.length > 0, 'tickets fire as well')
    for (const { status } of slow) assert.equal(status.state, 'suppressed')
  })
})

/** Milliseconds from the fault to its alert, by theory. */
function firesAfter({ fault, started, broken }: Story): number {
  const incident = fault.incident?.((broken - started) / MINUTE)
  return (incident ? minutesToFire(incident) : (fault.fires ?? 0)) * MINUTE
}

/** Milliseconds from its end to that of the alert; undefined where that is not waited for. */
function resetsAfter({ fault, started, broken, mended }: Story): number | undefined {
  const incident = fault.incident?.((broken - started) / MINUTE)
  const minutes = incident ? minutesToReset(incident, (mended - broken) / MINUTE) : fault.resets
  return minutes === undefined ? undefined : minutes * MINUTE
}

interface Samples {
  cases: Record<string, { answer?: [least: number, most: number] }>
}

const samplesOf = (runbook: string): Samples => {
  const url = new URL(`../../observability/test/slo/runbooks/samples/${runbook}.yaml`, import.meta.url)
  return parse(readFileSync(url, 'utf8'))
}

function isWithin(value: number | undefined, answer: [least: number, most: number] | undefined): boolean {
  if (!answer) return value === undefined
  return value !== undefined && value >= answer[0] && value <= answer[1]
}
