import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startPostgres } from '../../templates/service/development/postgres.ts'
import { sha256 } from '../core/files.ts'
import { POSTGRES_RESERVED } from '../core/postgres-keywords.ts'
import { borrowPackages, run, stamped, temporary } from './support/run.ts'

/** All files with their content, to tell whether anything was written. */
const snapshot = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, sha256(readFileSync(join(folder, path)))]),
  )

describe('paved-road module', () => {
  it('adds a bounded context, wired in and recorded, from any folder of the service', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api', '--owner', 'team-a')
    const { status, stdout, stderr } = run('module', ['gift-cards', '--json'], {
      cwd: join(service, 'src', 'platform'),
    })
    assert.equal(status, 0, stderr)
    const { migration, files } = JSON.parse(stdout)
    assert.match(migration, /^migrations\/20\d{12}_gift_cards\.ts$/)
    assert.deepEqual(
      files.map(({ path }: { path: string }) => path).sort(),
      [
        '.paved-road/manifest.json',
        migration,
        ...['index', 'repository', 'routes', 'schemas', 'service'].map(
          (part) => `src/modules/gift-cards/${part}.ts`,
        ),
        'src/main.ts',
        'test/e2e/gift-cards.test.ts',
        'test/integration/gift-cards.test.ts',
      ].sort(),
    )
    const read = (path: string) => readFileSync(join(service, path), 'utf8')
    assert.match(read('src/main.ts'), /^import \{ giftCards \} from '.\/modules\/gift-cards\/index\.ts'$/m)
    assert.match(read('src/main.ts'), /giftCards\(database\.knex\)/)
    assert.match(read(migration), /'gift_cards'/)
    const manifest = JSON.parse(read('.paved-road/manifest.json')).files
    for (const { path } of files) {
      if (path.startsWith('.paved-road/')) continue
      assert.deepEqual(manifest[path], { owner: 'team-a', sha256: sha256(read(path)) })
      assert.doesNotMatch(read(path), /sample|team-acme/i, path)
    }
    assert.deepEqual(
      readdirSync(join(service, '.paved-road')).filter((name) => name.startsWith('.')),
      [],
    )
  })

  it('adds one after another, each linted, formatted and type-checked', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    for (const name of [
      'zebras',
      'a1',
      `long${'-names'.repeat(6)}`,
      'ordersx',
      'orders-2',
      'a10',
      'a2',
      'gift-cards',
    ])
      assert.equal(run('module', [name], { cwd: service }).status, 0)
    borrowPackages(service)
    for (const [tool, ...args] of [['biome', 'check', '.'], ['tsc']]) {
      const { status, stdout, stderr } = spawnSync(join(service, 'node_modules', '.bin', tool ?? ''), args, {
        cwd: service,
        encoding: 'utf8',
      })
      assert.equal(status, 0, `${tool}: ${stdout}${stderr}`)
    }
  })

  it('is called by its singular where one of its things is meant', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    const { stdout } = run('module', ['people', '--singular', 'person', '--json'], { cwd: service })
    assert.equal(JSON.parse(stdout).singular, 'person')
    const routes = readFileSync(join(service, 'src/modules/people/routes.ts'), 'utf8')
    for (const named of ["'createPerson'", "'listPeople'", "'PERSON_NOT_FOUND'", 'person_id:', "'/people'"])
      assert.ok(routes.includes(named), named)
  })

  it('says what to edit next, and then what to run', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    const { stdout } = run('module', ['gift-cards'], { cwd: service })
    const [, hints = ''] = stdout.split('Edit next:')
    assert.deepEqual(
      hints.match(/src\/\S+|migrations\/\S+|npm \S+(?: \w+)?/g)?.map((hint) => hint.replace(/\d{14}/, '*')),
      [
        'src/modules/gift-cards/schemas.ts',
        'migrations/*_gift_cards.ts',
        'src/modules/gift-cards/repository.ts',
        'npm run migrate',
        'npm test',
        'npm run docs',
        'npm start',
      ],
    )
  })

  it('knows a composition root that was changed by hand as changed', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    const digest = () =>
      JSON.parse(readFileSync(join(service, '.paved-road/manifest.json'), 'utf8')).files['src/main.ts'].sha256
    const before = digest()
    writeFileSync(
      join(service, 'src/main.ts'),
      `${readFileSync(join(service, 'src/main.ts'), 'utf8')}// mine\n`,
    )
    assert.equal(run('module', ['gift-cards'], { cwd: service }).status, 0)
    assert.equal(digest(), before)
  })

  it('records what it makes of the documents, but for one that was changed by hand', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    borrowPackages(service)
    const read = (path: string) => readFileSync(join(service, path), 'utf8')
    const digests = () => JSON.parse(read('.paved-road/manifest.json')).files
    writeFileSync(join(service, 'docs/openapi.json'), '{}\n')
    const before = digests()
    const { status, stdout, stderr } = run('module', ['gift-cards', '--json'], { cwd: service })
    assert.equal(status, 0, stderr)
    assert.equal(JSON.parse(stdout).documented, true, stderr)
    const after = digests()
    assert.match(read('docs/errors.md'), /GIFT_CARDS?_NOT_FOUND/)
    assert.notEqual(after['docs/errors.md'].sha256, before['docs/errors.md'].sha256)
    for (const [path, { owner, sha256: digest }] of Object.entries<Record<string, string>>(after)) {
      if (path === 'docs/openapi.json') assert.deepEqual(after[path], before[path])
      else assert.equal(digest, sha256(read(path)), path)
      if (owner === 'paved-road') assert.equal(sha256(read(`.paved-road/base/${path}`)), digest, path)
    }
    assert.match(read('docs/openapi.json'), /gift-cards/)
  })

  const refusals: Record<string, [name: string, code: string, remedy: RegExp]> = {
    'a keyword of PostgreSQL': ['user', 'MODULE_NAME_RESERVED', /such as user-records/],
    'a keyword of PostgreSQL with an underscore': ['current-user', 'MODULE_NAME_RESERVED', /such as/],
    'a word of TypeScript': ['delete', 'MODULE_NAME_RESERVED', /such as delete-records/],
    "a path of the platform's": ['metrics', 'MODULE_NAME_RESERVED', /such as metrics-records/],
    'a module that exists': ['orders', 'MODULE_NAME_TAKEN', /choose another name/],
    'a table that exists': ['order-items', 'MODULE_NAME_TAKEN', /choose another name/],
    'a name in the composition root': ['config', 'MODULE_NAME_TAKEN', /choose another name/],
    'a problem code that exists': ['route', 'MODULE_NAME_TAKEN', /choose another name/],
    'an empty name': ['', 'MODULE_NAME_INVALID', /such as gift-cards/],
    'a path': ['../gift-cards', 'MODULE_NAME_INVALID', /such as gift-cards/],
    'an absolute path': ['/tmp/gift-cards', 'MODULE_NAME_INVALID', /such as gift-cards/],
    quotes: ["gift'cards", 'MODULE_NAME_INVALID', /such as gift-cards/],
    'a newline': ['gift\ncards', 'MODULE_NAME_INVALID', /such as gift-cards/],
    'a command': ['$(id)', 'MODULE_NAME_INVALID', /such as gift-cards/],
    'an emoji': ['🎉', 'MODULE_NAME_INVALID', /such as gift-cards/],
    '300 characters': ['a'.repeat(300), 'MODULE_NAME_INVALID', /use lower-case/],
  }
  it('refuses names that cannot be those of a module, and writes nothing', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    const before = snapshot(service)
    for (const [what, [name, code, remedy]] of Object.entries(refusals)) {
      const { status, stdout, stderr } = run('module', ['--', name], { cwd: service })
      assert.equal(status, 2, `${what}: ${stderr}`)
      assert.equal(stdout, '')
      assert.ok(stderr.startsWith(`${code} name `), `${what}: ${stderr}`)
      assert.match(stderr, remedy)
      assert.equal(stderr.split('\n').length, 2)
    }
    assert.deepEqual(snapshot(service), before)
  })

  it('refuses to work outside a service, without a name, with an unknown flag', () => {
    using folder = temporary()
    const outside = run('module', ['gift-cards'], { cwd: folder.path })
    assert.equal(outside.status, 2)
    assert.match(
      outside.stderr,
      /^SERVICE_NOT_FOUND \/.* is not in a service of the paved road: go to a folder of one/,
    )
    assert.match(run('module', [], { cwd: folder.path }).stderr, /^ANSWER_MISSING name /)
    const flag = run('module', ['x', '--force'], { cwd: folder.path })
    assert.equal(flag.status, 2)
    assert.match(flag.stderr, /^OPTION_INVALID paved-road module /)
    assert.deepEqual(folder.list(), [])
  })

  it('refuses a composition root without a list, shows the lines to add, and writes nothing', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    const main = join(service, 'src/main.ts')
    writeFileSync(main, readFileSync(main, 'utf8').replace('const modules:', 'const contexts:'))
    const before = snapshot(service)
    const { status, stderr } = run('module', ['gift-cards'], { cwd: service })
    assert.equal(status, 2)
    assert.match(stderr, /^MODULE_WIRING_UNCLEAR src\/main\.ts /)
    assert.ok(
      stderr.includes(
        "import { giftCards } from './modules/gift-cards/index.ts' and giftCards(database.knex)",
      ),
    )
    assert.deepEqual(snapshot(service), before)
  })

  it('takes back what it had moved in when one file cannot be', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    rmSync(join(service, 'test/integration'), { recursive: true })
    writeFileSync(join(service, 'test/integration'), 'in the way')
    const before = snapshot(service)
    const { status, stderr } = run('module', ['gift-cards'], { cwd: service })
    assert.notEqual(status, 0)
    assert.match(stderr, /^[A-Z_]+ \//)
    assert.deepEqual(snapshot(service), before)
    assert.equal(statSync(join(service, 'src/modules/gift-cards'), { throwIfNoEntry: false }), undefined)
  })

  it('says with --dry-run what it would write, and writes nothing', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    const before = snapshot(service)
    assert.match(
      run('module', ['gift-cards', '--dry-run'], { cwd: service }).stdout,
      /files would be written, and nothing was/,
    )
    assert.deepEqual(snapshot(service), before)
  })
})

describe('the keywords of PostgreSQL', () => {
  it('are those of the server that services are developed on', async () => {
    using folder = temporary()
    mkdirSync(join(folder.path, 'data'))
    const postgres = await startPostgres(new URL(`file://${folder.path}/data/`), { temporary: true })
    const { default: pg } = await import('pg')
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    try {
      const { rows } = await client.query("select word from pg_get_keywords() where catcode in ('R', 'T')")
      assert.deepEqual([...POSTGRES_RESERVED].sort(), rows.map(({ word }) => word).sort())
    } finally {
      await client.end()
      await postgres.release()
    }
  })
})
