// What telemetry costs: CPU time per request above bare Koa.
import knex from 'knex'
import { startPostgres } from '../postgres.ts'
import type { Figure, Part, Table } from '../report.ts'
import { median, quantile } from '../statistics.ts'
import { type Arm, arms, layers, tuned } from './arms.ts'
import { measure, type Plan, type Sample } from './measure.ts'

const GOAL = 0.4
const ITEMS = 1000

const HELLO: Plan = {
  arms: [...arms, ...layers, ...tuned],
  path: '/hello',
  requests: 5000,
  warmup: 20_000,
  rounds: 6,
  starts: 4,
  connections: 16,
  rate: 0,
}
const STEADY: Plan = { ...HELLO, arms, rate: 5000 }
const DATABASE: Plan = { ...HELLO, arms, path: '/items/7', requests: 4000, warmup: 8000 }

export const tax: Part = {
  id: 'tax',
  title: 'Observability tax',
  about:
    `CPU time of the server process (user and system), export included, for each request above bare Koa. Same ` +
    `Koa, router, handler and answer; only the telemetry differs. Everything is sampled and sent as OTLP/protobuf ` +
    `to a receiver in another process, which must count as many server spans as there were requests (with the span queue of every arm made long ` +
    `enough for full load). ` +
    `${HELLO.starts} processes of each arm, ${HELLO.rounds} rounds each of ${HELLO.requests} requests ` +
    `(${DATABASE.requests} with the database) over ${HELLO.connections} connections, arms taking turns; medians, ` +
    `excess taken within each turn, quartiles in brackets.`,
  async run(progress) {
    const hello = await measure(HELLO, progress)
    const steady = await measure(STEADY, progress)
    const postgres = await startPostgres()
    try {
      await createItems(postgres.url)
      const database = await measure({ ...DATABASE, databaseUrl: postgres.url }, progress)
      return {
        tables: [
          armsTable('A route that does nothing, full load', HELLO.arms, hello),
          breakdown(hello),
          armsTable(`The same at a steady ${STEADY.rate} requests a second`, STEADY.arms, steady),
          armsTable('A route with one select by primary key (knex, pg), full load', DATABASE.arms, database),
        ],
        figures: [
          figure('hello, full load', hello),
          figure(`hello, ${STEADY.rate} requests/s`, steady),
          figure('one select, full load', database),
        ],
        notes: NOTES,
      }
    } finally {
      await postgres.release()
    }
  },
}

async function createItems(url: string): Promise<void> {
  const db = knex({ client: 'pg', connection: url })
  await db.schema.createTable('bench_items', (table) => {
    table.integer('id').primary()
    table.text('name').notNullable()
  })
  await db('bench_items').insert(Array.from({ length: ITEMS }, (_, id) => ({ id, name: `item ${id}` })))
  await db.destroy()
}

/** What `arm` took above bare Koa, turn by turn. */
function excesses(samples: Sample[], arm: string): number[] {
  const bare = new Map(
    samples.filter((sample) => sample.arm === 'bare').map((sample) => [sample.turn, sample]),
  )
  return samples
    .filter((sample) => sample.arm === arm)
    .map((sample) => sample.cpuMicroseconds - (bare.get(sample.turn)?.cpuMicroseconds ?? Number.NaN))
}

const excess = (samples: Sample[], arm: string): number => median(excesses(samples, arm))

function figure(route: string, samples: Sample[]): Figure {
  const value = excess(samples, 'service') / excess(samples, 'stock')
  return { name: `service ÷ stock, ${route}`, value, goal: GOAL, met: value <= GOAL }
}

const NOTES = [
  'Of what the service pays, most is the span: making it with the dozen attributes that the conventions ask for, and ' +
    'writing it as protobuf, which measured 4.2 µs a span by itself. At a steady rate both sides also pay for waking ' +
    'up, which batching hides at full load. With a query, the stock PostgreSQL instrumentation makes half of the ' +
    "service's share and is the same in both arms.",
  'Tried: log lines written in batches instead of one by one (kept); exporting 2048 spans at once instead of 512, which ' +
    'saved 2–5 µs a request (not kept: writing so many holds the event loop for 9 ms).',
  'Every arm is given a longer span queue by variable, so the service runs the whole SDK here. Its default, put ' +
    'together from parts of the same SDK, differs in what is loaded at the start and not in what runs for a request.',
]

function armsTable(title: string, shown: Arm[], samples: Sample[]): Table {
  const rows = shown
    .filter((arm) => !layers.includes(arm))
    .map((arm) => {
      const own = samples.filter((sample) => sample.arm === arm.name)
      const of = (key: 'cpuMicroseconds' | 'requestsPerSecond' | 'spansPerRequest') =>
        own.map((sample) => sample[key])
      const above = excesses(samples, arm.name)
      return [
        arm.name,
        arm.about,
        median(of('cpuMicroseconds')).toFixed(1),
        `${median(above).toFixed(1)} [${quantile(above, 0.25).toFixed(1)}–${quantile(above, 0.75).toFixed(1)}]`,
        median(of('spansPerRequest')).toFixed(0),
        Math.round(median(of('requestsPerSecond'))).toString(),
      ]
    })
  return { title, columns: ['arm', 'what it is', 'µs/request', 'µs above bare', 'spans', 'requests/s'], rows }
}

function breakdown(samples: Sample[]): Table {
  let below = 0
  const rows = [
    ...layers.map(({ name, about }) => [name, about]),
    ['service', 'and serialised and sent'],
  ].map(([name = '', about = '']) => {
    const value = excess(samples, name)
    const row = [name, about, value.toFixed(1), (value - below).toFixed(1)]
    below = value
    return row
  })
  return {
    title: "Where the service's share goes",
    columns: ['layers', 'what runs', 'µs above bare', 'added'],
    rows,
  }
}
