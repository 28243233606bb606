// How fast the console takes spans, beside a real Jaeger; and how fast it answers once a million were sent.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { component } from '../../components.ts'
import { ask, start } from '../processes.ts'
import type { Part, Result } from '../report.ts'
import { median } from '../statistics.ts'
import { makeBody, SPANS } from './bodies.ts'
import { startJaeger } from './jaeger.ts'
import { Load } from './load.ts'
import { type Latency, measureQueries } from './queries.ts'

const BODIES = 200
const WARM_UP = 200
const ROUNDS = 7
const REQUESTS = 400

export const ingest: Part = {
  id: 'ingest',
  title: 'What the console takes in and answers',
  about:
    `Spans a second over OTLP/HTTP, in protobuf: ${SPANS} spans of ten attributes in a request, six connections, no trace ` +
    'sent twice. The console as it starts by default and a Jaeger that stores in memory take turns, each in a process of ' +
    'its own beside the client. Then the console alone answers its API, more than a million spans having been sent to it.',
  unpinned: true,
  async run(progress) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-ingest-'))
    const load = new Load(Array.from({ length: BODIES }, makeBody))
    const console = start({ script: new URL('serve-console.ts', import.meta.url) })
    const [jaeger] = component('jaeger')
    const other = jaeger && (await startJaeger(jaeger.path, folder))
    try {
      const { otlpUrl, url } = await ask<{ otlpUrl: string; url: string }>(console)
      if (!other)
        progress('JAEGER IS NOT HERE: measured without it. Run node ci/components/install.ts jaeger')
      const rates = await takeTurns(load, { console: otlpUrl, ...(other && { jaeger: other.url }) }, progress)
      await other?.stop()
      const { latencies, held } = await measureQueries(load, otlpUrl, url)
      return resultOf(rates, latencies, [
        jaeger ? `Jaeger ${jaeger.version}.` : 'Without Jaeger, which was not there.',
        `The console held ${held.spans} spans and ${held.logs} log records in ${held.bytes} bytes of ${held.byteLimit}; ` +
          `${held.spansEvicted} spans had made room.`,
      ])
    } finally {
      load.close()
      console.kill()
      await other?.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Rates = Readonly<Record<string, number[]>>

async function takeTurns(
  load: Load,
  arms: Record<string, string>,
  progress: (line: string) => void,
): Promise<Rates> {
  const rates: Record<string, number[]> = {}
  for (const url of Object.values(arms)) await load.send(url, WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    const order = Object.entries(arms)
    for (const [name, url] of round % 2 === 0 ? order : order.reverse()) {
      const rate = await load.send(url, REQUESTS)
      rates[name] = [...(rates[name] ?? []), rate]
      progress(`${name}: ${thousands(rate)} spans/s`)
    }
  }
  return rates
}

function resultOf(rates: Rates, latencies: readonly Latency[], notes: string[]): Result {
  const { console = [], jaeger } = rates
  const ratio = jaeger && median(console.map((rate, round) => (jaeger[round] ?? 0) / rate))
  return {
    tables: [
      {
        title: 'Spans taken, thousands a second',
        columns: ['', 'median', 'lowest', 'highest'],
        rows: Object.entries(rates).map(([name, all]) => [
          name,
          ...[median(all), Math.min(...all), Math.max(...all)].map(thousands),
        ]),
      },
      {
        title: 'Answers over HTTP, milliseconds',
        columns: ['asked for', 'median', 'worst', 'kB'],
        rows: latencies.map(({ what, median, worst, bytes }) => [
          what,
          median.toFixed(1),
          worst.toFixed(1),
          (bytes / 1000).toFixed(0),
        ]),
      },
    ],
    figures: [
      ...(ratio === undefined
        ? []
        : [
            {
              name: 'time to take a span in, the console against Jaeger',
              value: ratio,
              goal: 1,
              met: ratio <= 1,
            },
          ]),
      {
        name: 'spans taken in by the console, thousands a second',
        value: median(console) / 1000,
        unit: 'k/s',
      },
      ...latencies
        .filter(({ what }) => /outline|text that no span/.test(what))
        .map(({ what, median }) => ({ name: `a million spans sent: ${what}`, value: median, unit: 'ms' })),
    ],
    notes,
  }
}

const thousands = (rate: number): string => (rate / 1000).toFixed(0)
