import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createEnv } from 'yeoman-environment'
import helpers from 'yeoman-test'
import { run, temporary } from './support/run.ts'

const PACKAGE = fileURLToPath(new URL('../', import.meta.url))
const APP = join(PACKAGE, 'generators', 'app', 'index.js')
const MODULE = join(PACKAGE, 'generators', 'module', 'index.js')

const filesOf = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()

/** As if somebody sat there; yeoman-test answers. */
async function onTerminal<T>(work: () => Promise<T>): Promise<T> {
  const { isTTY } = process.stdin
  process.stdin.isTTY = true
  try {
    return await work()
  } finally {
    process.stdin.isTTY = isTTY
  }
}

describe('yo paved-road', () => {
  it('stamps the same files as paved-road new', async () => {
    using folder = temporary()
    mkdirSync(join(folder.path, 'yo'))
    mkdirSync(join(folder.path, 'own'))
    await helpers
      .create(APP, {}, { cwd: join(folder.path, 'yo') } as never)
      .withArguments(['shop-api'])
      .withOptions({ yes: true, 'skip-install': true, owner: 'team-a' } as never)
      .run()
    run('new', ['shop-api', '--yes', '--skip-install', '--owner', 'team-a'], {
      cwd: join(folder.path, 'own'),
    })
    const [yo, own] = ['yo', 'own'].map((way) => join(folder.path, way, 'shop-api')) as [string, string]
    assert.deepEqual(filesOf(yo), filesOf(own))
    assert.equal(
      readFileSync(join(yo, '.paved-road/manifest.json'), 'utf8'),
      readFileSync(join(own, '.paved-road/manifest.json'), 'utf8'),
    )
  })

  it('asks for what no flag gives, and offers defaults that follow from answers', async () => {
    using folder = temporary()
    const offered: Record<string, unknown> = {}
    await onTerminal(() =>
      helpers
        .create(APP, {}, { cwd: folder.path } as never)
        .withOptions({ 'skip-install': true, tier: 'critical' } as never)
        .withAnswers({ name: 'shop-api', owner: 'team-a' }, {
          callback: (answer: unknown, { question }: { question: { name: string } }) => {
            offered[question.name] = answer
            return answer
          },
        } as never)
        .run(),
    )
    assert.equal(offered.onCall, 'team-a')
    assert.equal('tier' in offered, false)
    const { answers } = JSON.parse(
      readFileSync(join(folder.path, 'shop-api/.paved-road/answers.json'), 'utf8'),
    )
    assert.deepEqual(
      [answers.name, answers.owner, answers.tier, answers.api],
      ['shop-api', 'team-a', 'critical', 'shop-api'],
    )
  })

  const refusals: [string, string[], Record<string, unknown>, RegExp][] = [
    ['a missing answer without a terminal', ['shop-api'], {}, /^ANSWER_MISSING --description --owner/],
    [
      'a value that a flag does not have',
      ['shop-api'],
      { yes: true, tier: 'gold' },
      /^ANSWER_INVALID --tier "gold"/,
    ],
    [
      'a flag without its value',
      ['shop-api'],
      { yes: true, owner: true },
      /^OPTION_INVALID --owner has no value/,
    ],
    ['a name that is none', ['Shop Api'], { yes: true }, /^NAME_INVALID name "Shop Api"/],
    ['an absolute path', ['/tmp/shop-api'], { yes: true }, /^NAME_ABSOLUTE name/],
  ]
  for (const [what, args, options, message] of refusals) {
    it(`refuses ${what} with exit code 2, and writes nothing`, async () => {
      using folder = temporary()
      const running = helpers
        .create(APP, {}, { cwd: folder.path } as never)
        .withArguments(args)
        .withOptions({ 'skip-install': true, ...options } as never)
        .run()
      await assert.rejects(running, (error: Error & { code?: number }) => {
        assert.match(error.message, message)
        return error.code === 2 // what yo ends with
      })
      assert.deepEqual(folder.list(), [])
    })
  }

  it('takes the word behind a switch for the name, as yo hands it over', async () => {
    using folder = temporary()
    await helpers
      .create(APP, {}, { cwd: folder.path } as never)
      .withOptions({ yes: 'shop-api', 'skip-install': true } as never)
      .run()
    assert.deepEqual(folder.list(), ['shop-api'])
  })

  it('is found by name where npm has linked it', async () => {
    const environment = createEnv()
    const found = await environment.lookup({ packagePaths: [PACKAGE], localOnly: true } as never)
    const namespaces = found.map(({ namespace }) => namespace.split(':').at(-1)).sort()
    assert.deepEqual(namespaces, ['app', 'module'])
  })
})

describe('yo paved-road:module', () => {
  it('adds a module to the service around the working folder', async () => {
    using folder = temporary()
    run('new', ['shop-api', '--yes', '--skip-install'], { cwd: folder.path })
    const cwd = join(folder.path, 'shop-api', 'src')
    await helpers
      .create(MODULE, {}, { cwd } as never)
      .withArguments(['gift-cards'])
      .run()
    assert.ok(filesOf(cwd).includes('modules/gift-cards/routes.ts'))
  })

  it('asks what one of its things is called, and offers the singular', async () => {
    using folder = temporary()
    run('new', ['shop-api', '--yes', '--skip-install'], { cwd: folder.path })
    const cwd = join(folder.path, 'shop-api')
    let offered: unknown
    await onTerminal(() =>
      helpers
        .create(MODULE, {}, { cwd } as never)
        .withArguments(['gift-cards'])
        .withAnswers({ singular: 'voucher' }, {
          callback: (answer: unknown, { question }: { question: { default: unknown } }) => {
            offered = question.default
            return answer
          },
        } as never)
        .run(),
    )
    assert.equal(offered, 'gift-card')
    assert.match(readFileSync(join(cwd, 'src/modules/gift-cards/routes.ts'), 'utf8'), /'createVoucher'/)
  })

  it('refuses to work outside a service', async () => {
    using folder = temporary()
    const running = helpers
      .create(MODULE, {}, { cwd: folder.path } as never)
      .withArguments(['gift-cards'])
      .run()
    await assert.rejects(running, /^Failure: SERVICE_NOT_FOUND/)
  })
})
