// What ships, as a new user meets it: two tarballs, two services with answers of their own, all they promise.

import assert from 'node:assert/strict'
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { ServiceList } from '../../observability/console/contract.ts'
import { freePort } from '../free-port.ts'
import { buildImage } from './image.ts'
import { attempt, CHECKOUT, IS_ROOT, NOBODY, newcomer, pack, sh } from './newcomer.ts'
import { type Running, start } from './running.ts'

const YO = 'yo@7.0.1'
const SHOP = [
  'shop-api',
  '--description=Sells "things": all of them.',
  '--owner=team-a',
  '--on-call=rota-7',
  '--tier=critical',
  '--ci=gitlab',
  '--deploy=rollouts',
  '--api=shop',
  '--console=http://127.0.0.1:4318',
  '--repository=https://code.example.org/shop',
  '--grafana=https://grafana.example.org',
]
const MAIL = ['mail-room', '--owner=team-b', '--tier=internal', '--ci=none', '--yes', '--skip-install']

const { home, tools, work } = newcomer()
const shop = join(work, 'shop-api')
const mail = join(work, 'mail-room')
const bin = (name: string) => join(tools, 'node_modules', '.bin', name)
/** Yeoman refuses root; everybody else is who they are. */
const other = IS_ROOT ? { uid: NOBODY, env: { HOME: join(work, 'home-of-other') } } : {}
const npm = (args: readonly string[], cwd: string, who: object = {}) => sh('npm', args, { cwd, ...who })

after(() => rmSync(home, { recursive: true, force: true }))

describe('what ships', () => {
  it('is two tarballs that install together, and hold every file of the templates', () => {
    const tarballs = (['observability', 'generator'] as const).map((name) => pack(name, home))
    npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs, YO], tools)
    for (const name of ['paved-road', 'paved-road-new', 'paved-road-module'])
      assert.ok(existsSync(bin(name)), name)
    assert.match(sh(bin('paved-road'), ['--help'], { cwd: work }), /installed: paved-road new --help/)
  })

  it('stamps a service by its own executable, and installs it', () => {
    const said = sh(bin('paved-road'), ['new', ...SHOP], { cwd: work })
    assert.match(said, /shop-api · \d+ files/)
    const packed = readdirSync(shop, { recursive: true, encoding: 'utf8' })
    for (const path of ['.gitignore', '.npmrc', '.dockerignore', 'package-lock.json', '.gitlab-ci.yml'])
      assert.ok(packed.includes(path), path)
  })

  it('stamps another beside it through yo, as somebody else', () => {
    sh(bin('yo'), ['paved-road', ...MAIL], { cwd: work, ...other })
    const { answers } = JSON.parse(readFileSync(join(mail, '.paved-road/answers.json'), 'utf8'))
    assert.deepEqual([answers.name, answers.owner, answers.tier], ['mail-room', 'team-b', 'internal'])
  })

  it('stamps the same from the checkout and from the tarball, by path and where npm has linked it', () => {
    const ways: Record<string, [string, string[]]> = {
      checkout: [join(CHECKOUT, 'generator/bin/paved-road-new.js'), []],
      path: [bin('yo'), [join(CHECKOUT, 'generator/generators/app')]],
      link: [bin('yo'), ['paved-road']],
    }
    const expected = manifestOf(mail)
    for (const [way, [command, args]] of Object.entries(ways)) {
      const cwd = join(work, way)
      sh('mkdir', ['-m', '777', cwd], { cwd: work })
      if (way === 'link') {
        sh('mkdir', ['-m', '777', join(cwd, 'node_modules')], { cwd })
        symlinkSync(join(CHECKOUT, 'generator'), join(cwd, 'node_modules/generator-paved-road'))
      }
      sh(command, [...args, 'mail-room', ...MAIL.slice(1)], { cwd, ...other })
      const stamped = manifestOf(join(cwd, 'mail-room'))
      const paths = [...new Set([...Object.keys(stamped), ...Object.keys(expected)])]
      const differing = paths.filter((path) => stamped[path]?.sha256 !== expected[path]?.sha256)
      assert.deepEqual(differing, [], way)
    }
  })

  it('refuses wrong answers with exit code 2 through yo as well', () => {
    const { status, stderr } = attempt(bin('yo'), ['paved-road', 'wrong', '--tier', 'gold', '--yes'], {
      cwd: work,
      ...other,
    })
    assert.equal(status, 2)
    assert.match(stderr, /^ANSWER_INVALID --tier "gold" is not one of the choices: use critical/m)
    assert.equal(existsSync(join(work, 'wrong')), false)
  })
})

describe('a service that was stamped from what ships', () => {
  before(() => {
    // One installation serves both: the lockfiles differ by the service's name alone.
    cpSync(join(shop, 'node_modules'), join(mail, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    })
    if (IS_ROOT) chownAll(mail, NOBODY)
  })

  it('takes a module, from any of its folders, which breaks nothing of what was released', () => {
    release(shop, 'v1')
    const said = sh(bin('paved-road'), ['module', 'gift-cards', '--json'], { cwd: join(shop, 'src') })
    assert.equal(JSON.parse(said).documented, true)
    const since = ['--', '--since', 'v1']
    assert.match(npm(['run', 'migrations:check', ...since], shop), /^1 migration new since v1; no findings$/m)
    assert.match(
      npm(['run', 'contract', ...since], shop),
      /^docs\/openapi\.json compared with v1; no findings$/m,
    )
  })

  it('is told of a change that does', () => {
    const file = join(shop, 'migrations/29990101000000_drop.ts')
    const step = (name: string, sql: string) =>
      `export const ${name} = (knex) => knex.raw('alter table orders ${sql}')\n`
    writeFileSync(file, step('up', 'drop column status') + step('down', 'add column status text not null'))
    const { status, stderr } = attempt('npm', ['run', 'migrations:check', '--', '--since', 'v1'], {
      cwd: shop,
    })
    rmSync(file)
    assert.equal(status, 1, stderr)
    assert.match(
      stderr,
      /^MIGRATION_DROPPED migrations\/29990101000000_drop\.ts column orders\.status is dropped: /m,
    )
  })

  it('is linted, formatted and type-checked', () => {
    npm(['run', 'check'], shop)
    npm(['run', 'check'], mail, other)
  })

  it('passes its tests, those of the module among them', () => {
    const said = npm(['test'], shop)
    assert.match(said, /module \/gift-cards/)
    assert.match(said, /^ℹ fail 0$/m)
  })

  it('passes them without the sample, once that is removed as the README says', () => {
    const bare = join(work, 'bare')
    const left = new Set(['node_modules', '.data'].map((name) => join(mail, name)))
    cpSync(mail, bare, { recursive: true, filter: (path) => !left.has(path) })
    symlinkSync(join(shop, 'node_modules'), join(bare, 'node_modules'))
    const main = readFileSync(join(bare, 'src/main.ts'), 'utf8')
    const without = main.replace(/^import \{ orders \}.*\n/m, '').replace('orders(database.knex)', '')
    assert.ok(main.length - without.length > 60)
    writeFileSync(join(bare, 'src/main.ts'), without)
    const readme = readFileSync(join(bare, 'README.md'), 'utf8')
    const [, commands = ''] = /^`orders` is a sample[\s\S]*?```sh\n([\s\S]*?)```/m.exec(readme) ?? []
    const said = sh('sh', ['-ec', commands], { cwd: bare })
    assert.match(said, /^ℹ fail 0$/m)
    assert.equal(existsSync(join(bare, 'src/modules/orders')), false)
  })

  it('runs in production from what its Dockerfile takes along, and nothing else', async () => {
    const into = join(work, 'image')
    mkdirSync(into)
    const { app, command } = buildImage(shop, into)
    const node = join(shop, 'node_modules/.bin/node')
    const production = { NODE_ENV: 'production', PORT: '0', HOST: '127.0.0.1' }
    const homeless = attempt(node, command, { cwd: app, env: production })
    assert.equal(homeless.status, 3, homeless.stderr)
    assert.match(homeless.stdout + homeless.stderr, /DATABASE_URL_MISSING/)

    const { startPostgres } = await import(pathToFileURL(join(shop, 'development/postgres.ts')).href)
    const database = await startPostgres(pathToFileURL(join(work, 'production-data/')), { temporary: true })
    try {
      const where = { cwd: app, env: { ...production, DATABASE_URL: database.url } }
      assert.match(sh(node, ['scripts/migrate.ts'], where), /"msg":"schema changed"/)
      const running = start(node, command, where)
      const [, url] = await running.says(/"url":"(http:[^"]+)".*"msg":"listening"/)
      try {
        assert.equal((await fetch(`${url}/readyz`)).status, 200)
      } finally {
        assert.equal(await running.stop(), 0)
      }
    } finally {
      await database.release()
    }
  })

  it('runs beside another: answers, is scraped, sends traces, and ends when told to', async () => {
    const console = start(bin('paved-road'), ['console', '--otlp-port', '0'], { cwd: work })
    const [, otlp = ''] = await console.says(/^Console: (http:\S+)/m)
    const services = [
      { name: 'shop-api', cwd: shop, who: {} },
      { name: 'mail-room', cwd: mail, who: other },
    ].map(({ name, cwd, who }) => ({ name, running: startService(cwd, otlp, who) }))
    try {
      for (const { name, running } of services) await proves(name, running, otlp)
      await hasPages(otlp)
    } finally {
      const codes = await Promise.all(
        [...services.map(({ running }) => running), console].map(({ stop }) => stop()),
      )
      assert.deepEqual(codes, [0, 0, 0])
    }
  })

  it('is developed with a console beside it, which scrapes it and knows its objectives', async () => {
    const running = await startDev(shop)
    try {
      const [, url = ''] = await running.says(/^Console: (http:\S+)/m)
      await proves('shop-api', running, url)
      await eventually('it is scraped', async () => {
        const { services } = (await (await fetch(`${url}/api/services`)).json()) as ServiceList
        const [service] = services
        return service?.targets[0]?.up && service.red !== null && service.budgets.length > 0
      })
      const runbook = await fetch(`${url}/api/runbooks/shop-api/latency-fast-burn`)
      assert.match(((await runbook.json()) as { markdown: string }).markdown, /SloLatencyFastBurn/)
    } finally {
      assert.equal(await running.stop(), 0)
    }
    assert.match(running.output(), /"msg":"stopped"/)
  })
})

async function eventually(what: string, look: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + 40_000; Date.now() < until; await sleep(200)) if (await look()) return
  assert.fail(`not within 40 s: ${what}`)
}

/** The packed console has its pages with it, on whatever Node the machine has. */
async function hasPages(url: string): Promise<void> {
  const page = await (await fetch(url)).text()
  const [, script = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(page) ?? []
  const file = await fetch(url + script)
  assert.equal(file.status, 200, page)
  assert.match(file.headers.get('content-type') ?? '', /^text\/javascript/)
}

/** What `npm run dev` does, but on ports that nobody has. */
async function startDev(cwd: string): Promise<Running> {
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  const [tool, console, dashes, ...command] = scripts.dev.split(' ')
  assert.deepEqual([tool, console, dashes], ['paved-road', 'console', '--'])
  return start(join(cwd, 'node_modules/.bin/paved-road'), ['console', '--otlp-port', '0', '--', ...command], {
    cwd,
    env: {
      PATH: `${join(cwd, 'node_modules/.bin')}:${process.env.PATH}`,
      PORT: String(await freePort()),
      HOST: '127.0.0.1',
    },
  })
}

/** All that git would take, as a commit of this name. */
function release(service: string, tag: string): void {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', tag],
    ['tag', tag],
  ])
    sh('git', [...author, ...args], { cwd: service })
}

function manifestOf(service: string): Record<string, { sha256: string }> {
  return JSON.parse(readFileSync(join(service, '.paved-road/manifest.json'), 'utf8')).files
}

function startService(
  cwd: string,
  otlp: string,
  who: { uid?: number; env?: Record<string, string> },
): Running {
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
  const [command = '', ...args] = scripts.start.split(' ')
  assert.equal(command, 'node')
  return start(join(cwd, 'node_modules/.bin/node'), args, {
    cwd,
    ...who,
    env: {
      ...who.env,
      PORT: '0',
      HOST: '127.0.0.1',
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
  })
}

async function proves(name: string, running: Running, otlp: string): Promise<void> {
  const [, url] = await running.says(/"url":"(http:[^"]+)".*"msg":"listening"/)
  const placed = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      customer: { name: 'Ada', email: 'ada@example.com' },
      items: [{ sku: 'TEA-1', quantity: 1, unitPriceCents: 100 }],
    }),
  })
  assert.equal(placed.status, 201)
  assert.equal((await fetch(`${url}/readyz`)).status, 200)

  const metrics = await (await fetch(`${url}/metrics`)).text()
  assert.match(
    metrics,
    new RegExp(`^http_server_request_duration_seconds_count\\{.*service_name="${name}".*\\} 1$`, 'm'),
  )

  const [, line = '{}'] = await running.says(/^(\{.*"msg":"request".*\})$/m)
  const { trace_id } = JSON.parse(line)
  const { spans, resources } = await traceOf(otlp, trace_id)
  assert.deepEqual(
    resources.map(({ service }) => service),
    [name],
  )
  assert.ok(spans.some((span) => span.name === 'POST /orders'))
  assert.ok(spans.length > 1, 'database spans are part of it')
}

interface Trace {
  spans: { name: string }[]
  resources: { service: string }[]
}

async function traceOf(otlp: string, id: string): Promise<Trace> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50)) {
    const answer = await fetch(`${otlp}/api/traces/${id}`)
    if (answer.ok) return (await answer.json()) as Trace
  }
  throw new Error(`trace ${id} never came`)
}

function chownAll(folder: string, uid: number): void {
  chownSync(folder, uid, uid)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) chownAll(path, uid)
    else lchownSync(path, uid, uid)
  }
}
