import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Folder, findingsOf } from './support/repository.ts'
import { type Migration, makeService, migrationFile, startPostgres } from './support/service.ts'

const RELEASED: Migration = {
  up: [
    "create type mood as enum ('good', 'bad')",
    'create sequence numbers',
    `create table orders (
      id uuid primary key,
      reference text not null constraint orders_reference unique,
      status text not null default 'new',
      total integer not null,
      small smallint,
      note varchar(20),
      mood mood,
      rate numeric(6, 2),
      placed_at timestamp(3),
      constraint orders_total_not_absurd check (total < 1000000)
    )`,
    'create table customers (id uuid primary key, name text)',
    'create index orders_status on orders (status)',
    'create view order_totals as select id, total from orders',
    "create function greet(who text) returns text language sql as $$ select 'hello ' || who $$",
    `create function touch() returns trigger language plpgsql as $$ begin return new; end $$`,
    'create trigger touched before update on orders for each row execute function touch()',
  ],
  down: [
    'drop view order_totals',
    'drop table orders, customers',
    'drop function touch, greet',
    'drop sequence numbers',
    'drop type mood',
  ],
}
const RELEASED_FILE = '20260101000000_orders.ts'
const ALONE = 'export const config = { transaction: false }'
const CONTRACT = `export const contract = { expandedIn: '${RELEASED_FILE}', reason: 'nothing reads it since 1.4.0' }`

const alter = (up: string, down: string, table = 'orders'): Migration => ({
  up: [`alter table ${table} ${up}`],
  down: [`alter table ${table} ${down}`],
})

interface Case {
  /** Run in this order. */
  steps: Migration[]
  /** What each finding begins with: its code, and what it is about. */
  found?: RegExp[]
}

const REFUSED: Record<string, Case> = {
  'a table that is dropped': {
    steps: [
      { up: ['drop table customers'], down: ['create table customers (id uuid primary key, name text)'] },
    ],
    found: [/^MIGRATION_DROPPED table customers is dropped$/],
  },
  'a table that is renamed': {
    steps: [
      { up: ['alter table customers rename to clients'], down: ['alter table clients rename to customers'] },
    ],
    found: [/^MIGRATION_RENAMED table customers is renamed to clients$/],
  },
  'a table that is made anew': {
    steps: [
      {
        up: ['drop table customers', 'create table customers (id uuid primary key, name text)'],
        down: [],
      },
    ],
    found: [/^MIGRATION_DROPPED table customers is made anew, without what it held$/],
  },
  'a column that is dropped': {
    steps: [alter('drop column note', 'add column note varchar(20)')],
    found: [/^MIGRATION_DROPPED column orders\.note is dropped$/],
  },
  'a column that is renamed': {
    steps: [alter('rename column note to remark', 'rename column remark to note')],
    found: [/^MIGRATION_RENAMED column orders\.note is renamed to remark$/],
  },
  'a column that is made anew': {
    steps: [{ ...alter('drop column note, add column note varchar(20)', ''), down: [] }],
    found: [/^MIGRATION_DROPPED column orders\.note is made anew, without what it held$/],
  },
  'a column that is dropped, though the next migration brings it back': {
    steps: [
      alter('drop column note', 'add column note varchar(20)'),
      alter('add column note varchar(20)', 'drop column note'),
    ],
    found: [
      /^MIGRATION_DROPPED column orders\.note is dropped$/,
      /^MIGRATION_DROPPED column orders\.note is made anew/,
    ],
  },
  'a column that is dropped, and not once more where the next migration does something else': {
    steps: [
      alter('drop column note', 'add column note varchar(20)'),
      { up: ['create table notes (id uuid)'], down: ['drop table notes'] },
    ],
    found: [/^MIGRATION_DROPPED column orders\.note is dropped$/],
  },
  'a type that holds less': {
    steps: [alter('alter column note type varchar(10)', 'alter column note type varchar(20)')],
    found: [
      /^MIGRATION_RETYPED column orders\.note is character varying\(10\), and character varying\(20\) before$/,
      /^MIGRATION_BLOCKS table orders is rewritten/,
    ],
  },
  'a bigint, which is read as a string': {
    steps: [
      {
        up: [
          'drop view order_totals',
          'alter table orders alter total type bigint',
          'create view order_totals as select id, total from orders',
        ],
        down: [
          'drop view order_totals',
          'alter table orders alter total type integer',
          'create view order_totals as select id, total from orders',
        ],
      },
    ],
    found: [
      /^MIGRATION_RETYPED column order_totals\.total is bigint/,
      /^MIGRATION_RETYPED column orders\.total is bigint, and integer before$/,
      /^MIGRATION_BLOCKS table orders is rewritten/,
    ],
  },
  'NOT NULL on a column that is there': {
    steps: [alter('alter column note set not null', 'alter column note drop not null')],
    found: [
      /^MIGRATION_REQUIRED column orders\.note is NOT NULL now$/,
      /^MIGRATION_BLOCKS column orders\.note is searched for nulls/,
    ],
  },
  'a new column that is NOT NULL and has no default': {
    steps: [alter('add column size integer not null', 'drop column size')],
    found: [/^MIGRATION_REQUIRED column orders\.size is new, NOT NULL and without a default$/],
  },
  'a default that is dropped': {
    steps: [alter('alter column status drop default', "alter column status set default 'new'")],
    found: [/^MIGRATION_REQUIRED column orders\.status lost its default, 'new'::text$/],
  },
  'a column that takes no value any more': {
    steps: [
      {
        up: [
          'alter table orders drop column small, add column small smallint generated always as (1) stored',
        ],
        down: ['alter table orders drop column small, add column small smallint'],
      },
    ],
    found: [
      /^MIGRATION_DROPPED column orders\.small is made anew/,
      /^MIGRATION_BLOCKS table orders is rewritten/,
    ],
  },
  'an identity that takes no value': {
    steps: [alter('alter column total add generated always as identity', 'alter column total drop identity')],
    found: [/^MIGRATION_REQUIRED column orders\.total takes no value any more$/],
  },
  'a unique constraint': {
    steps: [alter('add constraint one_note unique (note)', 'drop constraint one_note')],
    found: [
      /^MIGRATION_CONSTRAINED constraint one_note of table orders is new, .+ \(UNIQUE \(note\)\)$/,
      /^MIGRATION_BLOCKS index one_note is built/,
    ],
  },
  'a unique index, though it is built concurrently': {
    steps: [
      {
        up: ['create unique index concurrently one_note on orders (note)'],
        down: ['drop index concurrently one_note'],
        more: ALONE,
      },
    ],
    found: [/^MIGRATION_CONSTRAINED constraint one_note of table orders is new/],
  },
  'a check of every row': {
    steps: [
      {
        up: [
          'alter table orders add constraint positive check (total > 0)',
          "comment on constraint positive on orders is 'no version ever wrote another'",
        ],
        down: ['alter table orders drop constraint positive'],
      },
    ],
    found: [/^MIGRATION_BLOCKS constraint positive of table orders is checked against every row/],
  },
  'a check without a word why the running version keeps to it': {
    steps: [alter('add constraint positive check (total > 0) not valid', 'drop constraint positive')],
    found: [/^MIGRATION_CONSTRAINED constraint positive of table orders is new, .+ NOT VALID\)$/],
  },
  'a foreign key': {
    steps: [
      alter(
        'add constraint of_customer foreign key (id) references customers',
        'drop constraint of_customer',
      ),
    ],
    found: [
      /^MIGRATION_CONSTRAINED constraint of_customer of table orders is new/,
      /^MIGRATION_BLOCKS constraint of_customer of table orders is checked against every row/,
    ],
  },
  'an enum value that is dropped': {
    steps: [
      {
        up: [
          'alter type mood rename to mood_before',
          "create type mood as enum ('good')",
          'alter table orders alter column mood type mood using mood::text::mood',
          'drop type mood_before',
        ],
        down: [
          'alter type mood rename to mood_after',
          "create type mood as enum ('good', 'bad')",
          'alter table orders alter column mood type mood using mood::text::mood',
          'drop type mood_after',
        ],
      },
    ],
    found: [
      /^MIGRATION_DROPPED value 'bad' of type mood is dropped$/,
      /^MIGRATION_BLOCKS table orders is rewritten/,
    ],
  },
  'an enum that is dropped': {
    steps: [
      {
        up: ['alter table orders alter column mood type text', 'drop type mood'],
        down: [
          "create type mood as enum ('good', 'bad')",
          'alter table orders alter column mood type mood using mood::mood',
        ],
      },
    ],
    found: [
      /^MIGRATION_RETYPED column orders\.mood is text, and mood before$/,
      /^MIGRATION_DROPPED type mood is dropped$/,
      /^MIGRATION_BLOCKS table orders is rewritten/,
    ],
  },
  'a view, a sequence, a function, a trigger and a unique constraint that are dropped': {
    steps: [
      {
        up: [
          'drop view order_totals',
          'drop sequence numbers',
          'drop function greet',
          'drop trigger touched on orders',
          'alter table orders drop constraint orders_reference',
        ],
        down: [
          'alter table orders add constraint orders_reference unique (reference)',
          ...RELEASED.up.filter((sql) => /sequence numbers|view|greet|trigger touched/.test(sql)),
        ],
      },
    ],
    found: [
      /^MIGRATION_DROPPED sequence numbers is dropped$/,
      /^MIGRATION_DROPPED view order_totals is dropped$/,
      /^MIGRATION_DROPPED unique index orders_reference is dropped$/,
      /^MIGRATION_DROPPED function greet\(who text\) is dropped$/,
      /^MIGRATION_DROPPED trigger touched of table orders is dropped$/,
    ],
  },
  'a column that a view no longer has': {
    steps: [
      {
        up: ['drop view order_totals', 'create view order_totals as select id from orders'],
        down: ['drop view order_totals', 'create view order_totals as select id, total from orders'],
      },
    ],
    found: [/^MIGRATION_DROPPED column order_totals\.total is dropped$/],
  },
  'an index that is not built concurrently': {
    steps: [{ up: ['create index orders_note on orders (note)'], down: ['drop index orders_note'] }],
    found: [
      /^MIGRATION_BLOCKS index orders_note is built while nobody can write to orders, for want of CONCURRENTLY$/,
    ],
  },
  'an index that is not built concurrently, outside a transaction and out of sight': {
    steps: [
      {
        up: ["do $$ begin execute 'create index orders_note on orders (note)'; end $$"],
        down: ['drop index orders_note'],
        more: ALONE,
      },
    ],
    found: [/^MIGRATION_BLOCKS index orders_note is built/],
  },
  'a default that every row has to be given one by one': {
    steps: [alter('add column token uuid default gen_random_uuid()', 'drop column token')],
    found: [/^MIGRATION_BLOCKS table orders is rewritten/],
  },
  'a down that leaves something': {
    steps: [
      { up: ['create table notes (id uuid)', 'create table others (id uuid)'], down: ['drop table others'] },
    ],
    found: [
      /^MIGRATION_IRREVERSIBLE its down does not bring back what was before: table notes is left, column notes\.id is left$/,
      /^MIGRATION_IRREVERSIBLE its up after its down fails \(.+ relation "notes" already exists\), so those after it/,
    ],
  },
  'a down that does not bring back what it should': {
    steps: [{ ...alter("alter column status set default 'made'", ''), down: [] }],
    found: [
      /^MIGRATION_IRREVERSIBLE its down does not bring back what was before: column orders\.status is another$/,
    ],
  },
  'a down that fails': {
    steps: [
      { up: ['create table notes (id uuid)'], down: ['drop table note'] },
      { up: ['drop table customers'], down: [] },
    ],
    found: [
      /^MIGRATION_IRREVERSIBLE its down fails \(.+ table "note" does not exist\), so those after it were not tried$/,
    ],
  },
  'an up that does something else the second time': {
    steps: [
      {
        up: [
          `do $$ begin
            if nextval('numbers') = 1 then create table once (id int); else create table again (id int); end if;
          end $$`,
        ],
        down: ['drop table if exists once, again'],
      },
    ],
    found: [
      /^MIGRATION_IRREVERSIBLE its up leaves something else after its down: table once is gone, table again is left, .+ and 1 more$/,
    ],
  },
  'a contract step whose expand step was not released': {
    steps: [
      alter('add column remark text', 'drop column remark'),
      {
        ...alter('drop column note', 'add column note varchar(20)'),
        more: CONTRACT.replace(RELEASED_FILE, '20260301000000_step.ts'),
      },
    ],
    found: [
      /^MIGRATION_CONTRACT_EARLY counts on 20260301000000_step\.ts, which is not among the migrations that were released$/,
      /^MIGRATION_DROPPED column orders\.note is dropped$/,
    ],
  },
  'what a contract step blocks, or does not bring back': {
    steps: [{ up: ['alter table orders alter column note type varchar(10)'], down: [], more: CONTRACT }],
    found: [
      /^MIGRATION_BLOCKS table orders is rewritten/,
      /^MIGRATION_IRREVERSIBLE its down does not bring back/,
    ],
  },
}

const PASSED: Record<string, Case> = {
  'new tables with whatever they have, and what is done to them later': {
    steps: [
      {
        up: [
          'create table refunds (id uuid primary key, order_id uuid not null references orders, amount integer check (amount > 0))',
          'create index refunds_order on refunds (order_id)',
        ],
        down: ['drop table refunds'],
      },
      {
        up: [
          'alter table refunds alter column amount type bigint, alter column amount set not null',
          'create index refunds_amount on refunds (amount)',
        ],
        down: [
          'drop index refunds_amount',
          'alter table refunds alter column amount drop not null, alter column amount type integer',
        ],
      },
    ],
  },
  'new columns that may be null or have a default': {
    steps: [
      alter(
        "add column size integer, add column colour text not null default 'red', add column serial bigint",
        'drop column size, drop column colour, drop column serial',
      ),
    ],
  },
  'types that hold more': {
    steps: [
      alter(
        'alter column note type text, alter column rate type numeric(8, 2), alter column placed_at type timestamp(6)',
        'alter column note type varchar(20), alter column rate type numeric(6, 2), alter column placed_at type timestamp(3)',
      ),
    ],
  },
  'NOT NULL and defaults that are loosened or changed': {
    steps: [
      alter(
        "alter column status drop not null, alter column status set default 'made', drop constraint orders_total_not_absurd",
        "alter column status set not null, alter column status set default 'new', add constraint orders_total_not_absurd check (total < 1000000)",
      ),
    ],
  },
  'an index that is built concurrently, and one that is dropped': {
    steps: [
      {
        up: [
          'create index concurrently orders_note on orders (note)',
          'drop index concurrently orders_status',
        ],
        down: ['create index orders_status on orders (status)', 'drop index orders_note'],
        more: ALONE,
      },
    ],
  },
  'a unique index on a column that the running version leaves null': {
    steps: [
      alter('add column external_id text', 'drop column external_id'),
      {
        up: ['create unique index concurrently one_external_id on orders (external_id)'],
        down: ['drop index one_external_id'],
        more: ALONE,
      },
    ],
  },
  'a check that is not valid, documented, and validated by the next migration': {
    steps: [
      {
        up: [
          'alter table orders add constraint positive check (total > 0) not valid',
          "comment on constraint positive on orders is 'no version ever wrote another'",
        ],
        down: ['alter table orders drop constraint positive'],
      },
      {
        up: ['alter table orders validate constraint positive'],
        down: [
          'alter table orders drop constraint positive, add constraint positive check (total > 0) not valid',
          "comment on constraint positive on orders is 'no version ever wrote another'",
        ],
      },
    ],
  },
  'a foreign key of a new column that is validated by the next migration': {
    steps: [
      {
        up: [
          'alter table orders add column customer_id uuid',
          'alter table orders add constraint of_customer foreign key (customer_id) references customers not valid',
        ],
        down: ['alter table orders drop column customer_id'],
      },
      {
        up: ['alter table orders validate constraint of_customer'],
        down: [
          'alter table orders drop constraint of_customer',
          'alter table orders add constraint of_customer foreign key (customer_id) references customers not valid',
        ],
      },
    ],
  },
  'a new enum value': {
    steps: [
      {
        up: ["alter type mood add value 'fair'"],
        down: [
          'alter type mood rename to mood_after',
          "create type mood as enum ('good', 'bad')",
          'alter table orders alter column mood type mood using mood::text::mood',
          'drop type mood_after',
        ],
      },
    ],
  },
  'a function or view that does otherwise, and a new trigger': {
    steps: [
      {
        up: [
          "create or replace function greet(who text) returns text language sql as $$ select 'hi ' || who $$",
          'create or replace view order_totals as select id, total, note from orders',
          'create trigger noted before insert on orders for each row execute function touch()',
        ],
        down: [
          'drop trigger noted on orders',
          'drop view order_totals',
          'create view order_totals as select id, total from orders',
          "create or replace function greet(who text) returns text language sql as $$ select 'hello ' || who $$",
        ],
      },
    ],
  },
  'a table that is renamed behind a view of its old name': {
    steps: [
      {
        up: [
          'alter table customers rename to clients',
          'create view customers as select id, name from clients',
        ],
        down: ['drop view customers', 'alter table clients rename to customers'],
      },
    ],
  },
  'a contract step whose expand step was released': {
    steps: [{ ...alter('drop column note', 'add column note varchar(20)'), more: CONTRACT }],
  },
  'NOT NULL in a contract step, on what a check has shown before': {
    steps: [
      {
        up: [
          'alter table orders add constraint has_note check (note is not null) not valid',
          "comment on constraint has_note on orders is 'every version since 1.4.0 writes one'",
        ],
        down: ['alter table orders drop constraint has_note'],
      },
      {
        up: ['alter table orders validate constraint has_note'],
        down: [
          'alter table orders drop constraint has_note, add constraint has_note check (note is not null) not valid',
          "comment on constraint has_note on orders is 'every version since 1.4.0 writes one'",
        ],
      },
      { ...alter('alter column note set not null', 'alter column note drop not null'), more: CONTRACT },
    ],
  },
}

const pg = createRequire(import.meta.url)('pg')

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // its server may end
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const answers = (url: string): Promise<boolean> =>
  query(url, 'select 1').then(
    () => true,
    () => false,
  )

/** What `look` finds, when it does. */
async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    const found = await look()
    if (found) return found
  }
  throw new Error('It did not come in 20 s.')
}

describe('paved-road migrations check', () => {
  const home = new Folder()
  let postgres: Awaited<ReturnType<typeof startPostgres>>
  before(async () => {
    postgres = await startPostgres(home)
  })
  after(async () => {
    await postgres.release()
    home[Symbol.dispose]()
  })

  /** A service whose first migration was released as v1, and which has these files more. */
  function service(files: Record<string, string | undefined> = {}): Folder {
    const folder = new Folder()
    makeService(folder)
    folder.write({ [`migrations/${RELEASED_FILE}`]: migrationFile(RELEASED) })
    folder.release('v1')
    folder.write(files)
    return folder
  }
  const check = (folder: Folder, ...args: string[]) =>
    folder.run(['migrations', 'check', '--since', 'v1', ...args], {
      DATABASE_URL: postgres.url,
      TEST_DATABASE_URL: '',
    })
  const fileOf = (step: number) => `migrations/2026030${step + 1}000000_step.ts`
  const withSteps = (steps: Migration[]) =>
    service(Object.fromEntries(steps.map((step, at) => [fileOf(at), migrationFile(step)])))

  describe('refuses', { concurrency: 2 }, () => {
    for (const [name, { steps, found = [] }] of Object.entries(REFUSED)) {
      it(name, async () => {
        using folder = withSteps(steps)
        const findings = findingsOf(await check(folder, '--json'))
        const told = findings.map(({ code, message }) => `${code} ${message}`)
        assert.equal(told.length, found.length, told.join('\n'))
        for (const [at, pattern] of found.entries()) assert.match(told[at] ?? '', pattern)
        for (const { place } of findings) assert.match(place, /^migrations\/2026030\d000000_step\.ts$/)
      })
    }
  })

  describe('lets pass', { concurrency: 2 }, () => {
    for (const [name, { steps }] of Object.entries(PASSED)) {
      it(name, async () => {
        using folder = withSteps(steps)
        assert.deepEqual(findingsOf(await check(folder, '--json')), [])
      })
    }
  })

  it('tells of each finding on a line of its own: code, file, what and remedy', async () => {
    using folder = withSteps([alter('drop column note', 'add column note varchar(20)')])
    const { status, stdout, stderr } = await check(folder)
    assert.deepEqual([status, stdout], [1, '1 migration new since v1; 1 finding\n'])
    assert.match(
      stderr,
      /^MIGRATION_DROPPED migrations\/20260301000000_step\.ts column orders\.note is dropped: leave it .+ exports contract\n$/,
    )
  })

  it('refuses released migrations that are edited or gone, and only those', async () => {
    using folder = new Folder()
    makeService(folder)
    const step = (name: string) =>
      migrationFile({ up: [`create table ${name} ()`], down: [`drop table ${name}`] })
    folder.write({
      'migrations/1_a.ts': step('a'),
      'migrations/2_b.ts': step('b'),
      'migrations/3_c.ts': step('c'),
    })
    folder.release('v1')
    folder.write({
      'migrations/1_a.ts': `// harmless\n${step('a')}`,
      'migrations/2_b.ts': undefined,
      'migrations/4_d.ts': step('d'),
      'migrations/notes.txt': 'mine',
    })
    const findings = findingsOf(await check(folder, '--json'))
    assert.deepEqual(
      findings.map(({ code, place, message }) => [code, place, message]),
      [
        ['MIGRATION_RELEASED_CHANGED', 'migrations/1_a.ts', 'is not what it was since v1'],
        ['MIGRATION_RELEASED_CHANGED', 'migrations/2_b.ts', 'is gone since v1'],
      ],
    )
  })

  it('says that there is nothing new', async () => {
    using folder = service()
    const { status, stdout } = await check(folder)
    assert.deepEqual([status, stdout], [0, 'no migration new since v1; no findings\n'])
  })

  it('runs what was released as it was then, with what it imports', async () => {
    using folder = new Folder()
    makeService(folder)
    const imports = "import { NAME } from '../src/name.ts'"
    const create = "export const up = (knex) => knex.raw('create table ' + NAME + ' ()')"
    const drop = "export const down = (knex) => knex.raw('drop table ' + NAME)"
    folder.write({
      'src/name.ts': "export const NAME = 'a'",
      'migrations/1_a.ts': [imports, create, drop].join('\n'),
    })
    folder.release('v1')
    folder.write({
      'src/name.ts': "export const NAME = 'b'",
      'migrations/2_a.ts': migrationFile({
        up: ['alter table a add column id int'],
        down: ['alter table a drop column id'],
      }),
    })
    assert.deepEqual(findingsOf(await check(folder, '--json')), [])
  })

  it('checks a service that lies below the top of its repository', async () => {
    using folder = new Folder()
    makeService(folder, 'services/orders')
    const there = 'services/orders/migrations'
    folder.write({
      'migrations/9_other.ts': 'not of this service',
      [`${there}/${RELEASED_FILE}`]: migrationFile(RELEASED),
    })
    folder.release('v1')
    folder.write({
      'migrations/9_other.ts': 'changed',
      [`${there}/${RELEASED_FILE}`]: `// edited\n${migrationFile(RELEASED)}`,
      [`${there}/2_note.ts`]: migrationFile(alter('drop column note', 'add column note varchar(20)')),
    })
    const said = await folder.run(
      ['migrations', 'check', '--since', 'v1', '--json'],
      { DATABASE_URL: postgres.url },
      join(folder.path, 'services/orders'),
    )
    assert.deepEqual(
      findingsOf(said).map(({ code, place }) => `${code} ${place}`),
      [`MIGRATION_RELEASED_CHANGED migrations/${RELEASED_FILE}`, 'MIGRATION_DROPPED migrations/2_note.ts'],
    )
  })

  it('asks of the migrations of a new service that they can be taken back, and no more', async () => {
    using folder = new Folder()
    folder.write({ 'README.md': 'a repository of many services' })
    folder.release('v1')
    makeService(folder, 'services/orders')
    folder.write({
      'services/orders/migrations/1_orders.ts': migrationFile(RELEASED),
      'services/orders/migrations/2_note.ts': migrationFile({
        ...alter("alter column status set default 'made'", ''),
        down: [],
      }),
    })
    const said = await folder.run(
      ['migrations', 'check', '--since', 'v1', '--json'],
      { DATABASE_URL: postgres.url },
      join(folder.path, 'services/orders'),
    )
    assert.deepEqual(
      findingsOf(said).map(({ code, message }) => `${code} ${message}`),
      [
        'MIGRATION_IRREVERSIBLE its down does not bring back what was before: column orders.status is another',
      ],
    )
  })

  it('ends the PostgreSQL that it started when it is interrupted', async () => {
    using folder = withSteps([{ up: ['select pg_sleep(60)'], down: [] }])
    const { child, ended } = folder.start(['migrations', 'check', '--since', 'v1'], {
      DATABASE_URL: '',
      TEST_DATABASE_URL: '',
    })
    const url = await until(() => {
      const [file] = globSync(join(folder.path, '.data/test-*/database-url'))
      return file && readFileSync(file, 'utf8')
    })
    await until(() => answers(url))
    child.kill('SIGTERM')
    assert.notEqual((await ended).status, 0)
    await until(async () => !(await answers(url)))
  })

  it('starts a PostgreSQL of its own without DATABASE_URL, and leaves nothing behind', async () => {
    using folder = withSteps([{ up: ['create table a ()'], down: ['drop table a'] }])
    const { status, stderr } = await folder.run(['migrations', 'check', '--since', 'v1'], {
      DATABASE_URL: '',
      TEST_DATABASE_URL: '',
    })
    assert.deepEqual([status, stderr], [0, ''])
    assert.deepEqual(readdirSync(join(folder.path, '.data')), [])
    assert.equal(folder.git('status', '--porcelain'), `?? ${fileOf(0)}\n`)
  })

  it('leaves no database behind, whatever came of it', async () => {
    using folder = withSteps([{ up: ['create table a ()'], down: ['drop table b'] }])
    await check(folder)
    assert.deepEqual(
      await query(postgres.url, "select datname from pg_database where datname like 'test%'"),
      [],
    )
  })

  it('keeps what migrations print out of its report', async () => {
    using folder = withSteps([
      { up: ['create table a ()'], down: ['drop table a'], more: "console.log('working', process.argv)" },
    ])
    assert.deepEqual(findingsOf(await check(folder, '--json')), [])
  })

  describe('ends in a coded error, and exit code 2 or 3', () => {
    const step: Migration = { up: ['create table a ()'], down: ['drop table a'] }
    const cases: Record<
      string,
      { files: Record<string, string>; env?: NodeJS.ProcessEnv; says: RegExp; exit: number }
    > = {
      'on a migration that cannot be read': {
        files: { 'migrations/2_a.ts': 'export const up = (' },
        says: /^MIGRATION_FAILED migrations\/2_a\.ts cannot be run \(.+\): see that it runs: npm run migrate\n$/,
        exit: 2,
      },
      'on one that PostgreSQL refuses': {
        files: { 'migrations/2_a.ts': migrationFile({ ...step, up: ['create tabel a ()'] }) },
        says: /^MIGRATION_FAILED migrations\/2_a\.ts cannot be run \(create tabel a \(\) - syntax error at or near "tabel"\)/,
        exit: 2,
      },
      'on one without a way back': {
        files: { 'migrations/2_a.ts': "export const up = (knex) => knex.raw('create table a ()')" },
        says: /^MIGRATION_FAILED migrations\/2_a\.ts cannot be run \(Invalid migration: .+ must have both an up and down function/,
        exit: 2,
      },
      'on a contract step without a reason': {
        files: {
          'migrations/2_a.ts': migrationFile({
            ...step,
            more: `export const contract = { expandedIn: '${RELEASED_FILE}' }`,
          }),
        },
        says: /^MIGRATION_CONTRACT_INVALID migrations\/2_a\.ts exports a contract without/,
        exit: 2,
      },
      'where PostgreSQL cannot be reached': {
        files: { 'migrations/2_a.ts': migrationFile(step) },
        env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
        says: /^MIGRATION_DATABASE_FAILED PostgreSQL .*ECONNREFUSED/,
        exit: 3,
      },
      'where the service does not run': {
        files: { 'migrations/2_a.ts': migrationFile(step), 'test/support/global.ts': 'export const a = (' },
        says: /^MIGRATION_DATABASE_FAILED PostgreSQL development\/rehearse-migrations\.ts ended with 1 \(/,
        exit: 3,
      },
    }
    for (const [name, { files, env, says, exit }] of Object.entries(cases)) {
      it(name, async () => {
        using folder = service(files)
        const args = ['migrations', 'check', '--since', 'v1']
        const said = await folder.run(args, { DATABASE_URL: postgres.url, TEST_DATABASE_URL: '', ...env })
        assert.equal(said.status, exit, said.stderr)
        assert.match(said.stderr, says)
        assert.equal(said.stderr.split('\n').length, 2, said.stderr)
      })
    }

    it('on a released migration that no longer runs', async () => {
      using folder = new Folder()
      makeService(folder)
      folder.write({ 'migrations/1_a.ts': migrationFile({ ...step, up: ['create tabel a ()'] }) })
      folder.release('v1')
      folder.write({ 'migrations/2_b.ts': migrationFile(step) })
      const { status, stderr } = await check(folder)
      assert.equal(status, 2)
      assert.match(
        stderr,
        /^MIGRATION_FAILED migrations\/1_a\.ts .+: it was released so; give a --since where it runs/,
      )
    })

    it('in a folder that is no service', async () => {
      using folder = new Folder()
      folder.write({ 'README.md': 'mine' })
      folder.release('v1')
      folder.write({ 'migrations/1_a.ts': migrationFile(step) })
      const { status, stderr } = await check(folder)
      assert.equal(status, 2)
      assert.match(stderr, /^MIGRATION_SERVICE_NONE \S+ has no development\/rehearse-migrations\.ts/)
    })
  })
})
