// A real Prometheus scrapes versions that behave in known ways; the command watches it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { unless } from '../../../ci/components.ts'
import type { RunningPrometheus } from '../../../ci/prometheus.ts'
import type { Verdict } from '../../canary/judge.ts'
import { eventually } from '../stack/support/eventually.ts'
import { newest } from '../stack/support/stack.ts'
import { type Instance, instance, prometheus } from './support/instances.ts'

const SHIM = fileURLToPath(new URL('../../bin/paved-road.js', import.meta.url))
const OBJECTIVES = fileURLToPath(new URL('../../../templates/service/slo.yaml', import.meta.url))
const program = newest('prometheus')
const POLICY = { slo: 0.999, latency: { '0.3': 0.99 }, saturation: { memory: 1.5 }, max_blocks: 14 }
const INTERVAL = 2

interface Run {
  readonly code: number
  readonly verdict: Verdict
  readonly stderr: string
}

describe('paved-road canary run', {
  skip: unless(program !== undefined, 'prometheus'),
  concurrency: true,
}, () => {
  const undo: (() => void | Promise<void>)[] = []
  const cleanup = { after: (step: () => void | Promise<void>) => void undo.unshift(step) }
  const instances: Record<string, Instance> = {}
  let folder: string
  let policy: string
  let server: RunningPrometheus

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paved-road-canary-'))
    cleanup.after(() => rmSync(folder, { recursive: true }))
    policy = join(folder, 'policy.json')
    writeFileSync(policy, JSON.stringify(POLICY))
    const versions = {
      old: { perSecond: 300 },
      good: { perSecond: 300 },
      bad: { perSecond: 300, errors: 0.02 },
      slow: { perSecond: 300, slow: 0.2 },
      restarting: { perSecond: 300, restartsEverySeconds: 1.7 },
      idle: { perSecond: 0 },
    }
    for (const [version, behaviour] of Object.entries(versions)) {
      const made = await instance({ service: 'orders', version, ...behaviour })
      cleanup.after(made.close)
      instances[version] = made
    }
    const targets = Object.values(instances).map(({ target }) => target)
    server = await prometheus(program ?? assert.fail(), targets, cleanup)
    const scraped = async () => {
      const answer = await fetch(`${server.url}/api/v1/query?query=count(build_info)`)
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
      return data.result[0]?.value[1] === String(targets.length)
    }
    await eventually('all are scraped', scraped)
  })
  after(async () => {
    for (const step of undo) await step()
  })

  function start(canary: string, ...extra: string[]) {
    const versions = ['--service', 'orders', '--baseline', 'old', '--canary', canary]
    const options = ['--prometheus', server.url, '--policy', policy, '--interval', String(INTERVAL), ...extra]
    const child = spawn(process.execPath, [SHIM, 'canary', 'run', ...versions, ...options], { cwd: folder })
    cleanup.after(() => void child.kill('SIGKILL'))
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.on('data', (chunk) => out.push(String(chunk)))
    child.stderr.on('data', (chunk) => err.push(String(chunk)))
    const ended = once(child, 'close').then(([code]): Run => {
      const stdout = out.join('')
      return { code, verdict: stdout === '' ? undefined : JSON.parse(stdout), stderr: err.join('') } as Run
    })
    return { child, ended, stderr: () => err.join('') }
  }

  const run = (canary: string, ...extra: string[]): Promise<Run> => start(canary, ...extra).ended

  it('passes a version like the old one, and counts each request once', async () => {
    const before = instances.good?.served() ?? 0
    const { code, verdict, stderr } = await run('good')
    const served = (instances.good?.served() ?? 0) - before
    assert.deepEqual([code, verdict.verdict], [0, 'PASS'], stderr)
    const { canary, baseline } = verdict.metrics.errors ?? assert.fail()
    const blocks = verdict.decided_at_block as number
    for (const { events } of [canary, baseline]) {
      assert.ok(Math.abs(events - 300 * INTERVAL * blocks) <= 300, `${events} in ${blocks} blocks`)
      assert.ok(events <= served + 300)
    }
    assert.equal(
      stderr.match(/^block \d+ of 14: canary 0\/\d+ failed, baseline 0\/\d+; errors worse/gm)?.length,
      blocks,
    )
  })

  it('fails a version that fails more, whose failures have no series before the first', async () => {
    const { code, verdict } = await run('bad')
    assert.deepEqual([code, verdict.verdict], [1, 'FAIL'])
    const { canary } = verdict.metrics.errors ?? assert.fail()
    assert.ok(Math.abs((canary.rate ?? 0) - 0.02) < 0.005, `${canary.rate}`)
  })

  it('fails a version that is slower', async () => {
    const { code, verdict } = await run('slow')
    assert.deepEqual([code, verdict.verdict], [1, 'FAIL'])
    assert.match(verdict.reasons.join('\n'), /^slower_than_0.3s/m)
  })

  it('fails a version that starts again and again, and counts none of its blocks', async () => {
    const { code, verdict, stderr } = await run('restarting')
    assert.deepEqual([code, verdict.verdict], [1, 'FAIL'], stderr)
    assert.match(verdict.reasons.join('\n'), /^restarts: /m)
    assert.equal(verdict.metrics.errors?.canary.events, 0)
    assert.match(stderr, /not counted, an instance restarted/)
  })

  it('gives no verdict on a version without traffic', async () => {
    const { code, verdict } = await run('idle')
    assert.deepEqual([code, verdict.verdict], [4, 'INCONCLUSIVE'])
    assert.match(verdict.reasons[0] ?? '', /^one-sided traffic: in 14 of 14 blocks/)
  })

  it('gives no verdict on a version that nobody scrapes, and says which it waited for', async () => {
    const { code, verdict, stderr } = await run('absent', '--patience', '3')
    assert.deepEqual([code, verdict.verdict], [4, 'INCONCLUSIVE'])
    assert.match(stderr, /^waiting until both versions are scraped; of them is seen: baseline$/m)
  })

  it('goes on after an interruption, from where it began', async () => {
    const state = join(folder, 'state.json')
    const first = start('good', '--state', state)
    while (!first.stderr().includes('block 3 of')) await sleep(100)
    first.child.kill('SIGKILL')
    await first.ended
    const { since } = JSON.parse(readFileSync(state, 'utf8'))
    await sleep(2 * INTERVAL * 1000)
    const { code, verdict, stderr } = await run('good', '--state', state)
    assert.deepEqual([code, verdict.verdict], [0, 'PASS'], stderr)
    assert.equal(JSON.parse(readFileSync(state, 'utf8')).since, since)
    const firstBlock = /^block 1 of .*$/m
    assert.equal(firstBlock.exec(stderr)?.[0], firstBlock.exec(first.stderr())?.[0])
    const { code: other, stderr: refused } = await run('bad', '--state', state)
    assert.equal(other, 2)
    assert.match(refused, /^CANARY_STATE_FOREIGN /)
  })

  const answers: Record<string, [(url: string) => string | undefined, RegExp]> = {
    nothing: [() => '', /answers 200, and nothing that Prometheus would/],
    'a page': [() => '<html>', /answers 200, and nothing that Prometheus would/],
    'an error': [
      () => '{"status":"error","error":"out of memory\\u001b[31m"}',
      /refuses \(out of memory\?\[31m\)/,
    ],
    'half an answer': [
      () => '{"status":"success","data":{"result":[{"metric":{},"val',
      /nothing that Prometheus would/,
    ],
    'something else': [
      () => '{"status":"success","data":{"result":[{"metric":{},"value":[1,2]}]}}',
      /nothing that Prometheus would/,
    ],
  }
  for (const [what, [answer, message]] of Object.entries(answers))
    it(`ends with 3 where Prometheus gives ${what}`, async () => {
      const liar = createServer((request, response) => void response.end(answer(request.url ?? ''))).listen(
        0,
        '127.0.0.1',
      )
      await once(liar, 'listening')
      cleanup.after(() => void liar.close())
      const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`
      const { code, stderr } = await run('good', '--prometheus', url, '--patience', '0')
      assert.equal(code, 3)
      assert.match(stderr, /^CANARY_PROMETHEUS_FAILED /m)
      assert.match(stderr, message)
    })

  it('counts no block of which Prometheus warns that it is partial', async () => {
    const partial = createServer((request, response) => {
      const body: Buffer[] = []
      request.on('data', (chunk) => body.push(chunk))
      request.on('end', async () => {
        const answered = await fetch(`${server.url}${request.url}`, {
          method: 'POST',
          body: Buffer.concat(body),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
        response.end(
          JSON.stringify({ ...((await answered.json()) as object), warnings: ['a store is unavailable'] }),
        )
      })
    }).listen(0, '127.0.0.1')
    await once(partial, 'listening')
    cleanup.after(() => void partial.close())
    const short = join(folder, 'short.json')
    writeFileSync(short, JSON.stringify({ ...POLICY, max_blocks: 2 }))
    const url = `http://127.0.0.1:${(partial.address() as AddressInfo).port}`
    const { code, verdict } = await run('good', '--prometheus', url, '--policy', short)
    assert.equal(code, 4)
    assert.match(
      verdict.reasons[0] ?? '',
      /^2 of 2 blocks say nothing: Prometheus warns: a store is unavailable/,
    )
  })

  it('refuses wrong use with exit 2', async () => {
    for (const [args, what] of [
      [['--interval', '0'], /--interval is not a number of seconds/],
      [['--prometheus', 'ftp://x'], /--prometheus is not an http address/],
      [['--baseline', 'good'], /--canary is the version of the baseline/],
    ] as const) {
      const { code, stderr } = await run('good', ...args)
      assert.equal(code, 2)
      assert.match(stderr, what)
    }
  })

  it('opens the gate for a service that nobody has heard of, and not where budgets are not recorded', async () => {
    const gate = async (file: string) => {
      const child = spawn(process.execPath, [SHIM, 'canary', 'gate', file, '--prometheus', server.url])
      const [[chunk], [code]] = await Promise.all([once(child.stdout, 'data'), once(child, 'close')])
      return [JSON.parse(String(chunk)).gate, code]
    }
    assert.deepEqual(await gate(OBJECTIVES), ['new', 0])
    const own = join(folder, 'slo.yaml')
    writeFileSync(own, readFileSync(OBJECTIVES, 'utf8').replaceAll('acme-orders', 'orders'))
    assert.deepEqual(await gate(own), ['unknown', 4])
  })
})

describe('paved-road canary gate', () => {
  const answering = (left: number) =>
    createServer(
      (_, response) =>
        void response.end(
          JSON.stringify({ status: 'success', data: { result: [{ metric: {}, value: [1, String(left)] }] } }),
        ),
    ).listen(0, '127.0.0.1')

  for (const [what, left, extra, expected] of [
    ['is open while there is budget', 0.4, [], ['open', 0, undefined]],
    ['is shut when it is spent', -0.2, [], ['spent', 1, undefined]],
    [
      'lets pass for a reason, which it prints',
      -0.2,
      ['--override', 'rolls back'],
      ['spent', 0, 'rolls back'],
    ],
  ] as const)
    it(what, async () => {
      const server = answering(left)
      await once(server, 'listening')
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const child = spawn(process.execPath, [
        SHIM,
        'canary',
        'gate',
        OBJECTIVES,
        '--prometheus',
        url,
        ...extra,
      ])
      const [[chunk], [code]] = await Promise.all([once(child.stdout, 'data'), once(child, 'close')])
      server.close()
      const { gate, overridden, budgets } = JSON.parse(String(chunk))
      assert.deepEqual([gate, code, overridden], expected)
      assert.deepEqual(budgets[0], { service: 'acme-orders', slo: 'availability', period: '30d', left })
    })
})
