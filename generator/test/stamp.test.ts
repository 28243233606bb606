import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { QUESTIONS } from '../core/answers.ts'
import { sha256 } from '../core/files.ts'
import { planService } from '../core/plan.ts'
import { readTemplate } from '../core/read.ts'
import { TEMPLATE_ANSWERS } from '../core/substitutions.ts'
import { loadCompiler } from '../shell/compiler.ts'
import { stamped, temporary } from './support/run.ts'

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url))
const TEMPLATE = join(CHECKOUT, 'templates', 'service')

/** What only other answers than the template's bring. */
const ELSEWHERE = /^(?:\.gitlab-ci\.yml$|deploy\/(?:rollouts|host)\/)/

/** Where a stamp with the template's own answers differs from it, and why. */
const EXCEPTIONS = {
  'package.json': 'the toolkit comes from the checkout, not from a registry',
  'package-lock.json': 'so does the entry that locks it',
}

const flags = (answers: Partial<typeof TEMPLATE_ANSWERS>): string[] =>
  QUESTIONS.filter(({ key }) => key in answers).map(({ key, flag }) => `--${flag}=${answers[key]}`)

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()

describe('a stamped service', () => {
  it("with the template's own answers is the template, byte for byte, but for what is listed", () => {
    using folder = temporary()
    const service = stamped(folder.path, 'acme-orders', ...flags(TEMPLATE_ANSWERS))
    const template = readTemplate('service').map(({ path }) => path)
    const stampedFiles = filesOf(service).filter((path) => !path.startsWith('.paved-road/'))
    assert.deepEqual(
      template.filter((path) => !stampedFiles.includes(path)),
      template.filter((path) => ELSEWHERE.test(path)),
    )
    assert.deepEqual(
      stampedFiles.filter((path) => !template.includes(path)),
      [],
    )
    const differing = stampedFiles.filter(
      (path) => !readFileSync(join(service, path)).equals(readFileSync(join(TEMPLATE, path))),
    )
    assert.deepEqual(
      differing.filter((path) => !(path in EXCEPTIONS)),
      [],
    )
  })

  it('differs in package.json and lockfile by the source of the toolkit alone', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'acme-orders', ...flags(TEMPLATE_ANSWERS))
    const read = (root: string, path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))

    const manifest = read(service, 'package.json')
    assert.equal(manifest.devDependencies['paved-road'], 'file:.paved-road/paved-road-0.1.0.tgz')
    manifest.devDependencies['paved-road'] = '0.1.0'
    assert.deepEqual(manifest, read(TEMPLATE, 'package.json'))

    const lock = read(service, 'package-lock.json')
    const { resolved, integrity, ...entry } = lock.packages['node_modules/paved-road']
    assert.equal(resolved, 'file:.paved-road/paved-road-0.1.0.tgz')
    assert.match(integrity, /^sha512-/)
    lock.packages['node_modules/paved-road'] = entry
    lock.packages[''].devDependencies['paved-road'] = '0.1.0'
    assert.deepEqual(lock, read(TEMPLATE, 'package-lock.json'))
  })

  it('gets the toolkit from the registry when its generator came from there', async () => {
    const sources = {
      template: readTemplate('service'),
      toolkit: { source: 'registry' as const },
      compile: await loadCompiler(),
      generator: '0.1.0',
    }
    const planned = new Map(
      planService(TEMPLATE_ANSWERS, sources).map(({ path, content }) => [path, content]),
    )
    for (const path of ['package.json', 'package-lock.json'])
      assert.equal(planned.get(path), readFileSync(join(TEMPLATE, path), 'utf8'))
    assert.deepEqual(
      [...planned.keys()].filter((path) => path.endsWith('.tgz')),
      [],
    )
  })

  it('takes all of the template that git would, and nothing that runs left behind', () => {
    const git = [
      '-c',
      'safe.directory=*',
      'ls-files',
      '--cached',
      '--others',
      '--exclude-standard',
      '--deduplicate',
      '.',
    ]
    const known = execFileSync('git', git, { cwd: TEMPLATE, encoding: 'utf8' }).trim().split('\n')
    const there = known.filter((path) => statSync(join(TEMPLATE, path), { throwIfNoEntry: false }))
    assert.deepEqual(
      readTemplate('service')
        .map(({ path }) => path)
        .sort(),
      there.sort(),
    )
  })

  for (const [provider, file] of [
    ['github', '.github/workflows/ci.yml'],
    ['gitlab', '.gitlab-ci.yml'],
    ['none'],
  ] as const) {
    it(`has the pipeline of its CI provider and no other: ${provider}`, () => {
      using folder = temporary()
      const service = stamped(folder.path, 'shop-api', '--ci', provider)
      const pipelines = filesOf(service).filter((path) => /^\.git(?:hub|lab)/.test(path))
      assert.deepEqual(pipelines, file ? [file] : [])
    })
  }

  for (const [target, folders] of [
    ['gateway', ['gateway', 'kubernetes']],
    ['rollouts', ['kubernetes', 'rollouts']],
    ['host', ['host']],
    ['none', []],
  ] as const) {
    it(`has what releases it to its target and to no other: ${target}`, () => {
      using folder = temporary()
      const files = filesOf(stamped(folder.path, 'shop-api', '--deploy', target))
      const deploy = files.flatMap((path) => /^deploy\/([^/]+)\//.exec(path)?.[1] ?? [])
      assert.deepEqual([...new Set(deploy)], folders)
      assert.equal(files.includes('deploy/release.ts'), target !== 'none')
    })
  }

  for (const [tier, availability, latency] of [
    ['critical', 0.9995, 0.99],
    ['standard', 0.999, 0.99],
    ['internal', 0.995, 0.95],
  ] as const) {
    it(`promises what its tier says: ${tier}`, () => {
      using folder = temporary()
      const service = stamped(folder.path, 'shop-api', '--tier', tier)
      const slo = readFileSync(join(service, 'slo.yaml'), 'utf8')
      assert.deepEqual(
        [...slo.matchAll(/target: (\S+)/g)].map(([, target]) => Number(target)),
        [availability, latency],
      )
      assert.equal(slo.match(new RegExp(`tier: ${tier}`, 'g'))?.length, 1)

      const model = JSON.parse(readFileSync(join(service, 'observability/slo.json'), 'utf8'))
      assert.deepEqual([model.services[0].name, model.services[0].tier], ['shop-api', tier])
      const compiled = model.slos.map(({ objective }: { objective: number }) => objective)
      assert.deepEqual(compiled, [availability, latency])
    })
  }

  it('stands beside another and has nothing in common with it but the paved road', () => {
    using folder = temporary()
    const shop = stamped(folder.path, 'shop-api', '--owner', 'team-a')
    const mail = stamped(folder.path, 'mail-room', '--owner', 'team-b', '--api', 'mail')
    for (const [own, other] of [
      [shop, /mail-room|team-b/i],
      [mail, /shop-api|team-a\b/i],
    ] as const) {
      for (const path of filesOf(own).filter((file) => !file.endsWith('.tgz')))
        assert.doesNotMatch(readFileSync(join(own, path), 'utf8'), other, path)
    }
  })

  it('records its answers, and of each file the owner, the digest and, if managed, a pristine base', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api', '--owner', 'team-a')
    const read = (path: string) => readFileSync(join(service, path), 'utf8')
    const { generator, answers } = JSON.parse(read('.paved-road/answers.json'))
    assert.equal(generator, '0.1.0')
    assert.deepEqual([answers.name, answers.owner], ['shop-api', 'team-a'])

    const { files } = JSON.parse(read('.paved-road/manifest.json'))
    const own = filesOf(service).filter((path) => !path.startsWith('.paved-road/'))
    assert.deepEqual(Object.keys(files).sort(), own)
    for (const path of own) {
      assert.equal(files[path].sha256, sha256(readFileSync(join(service, path))), path)
      assert.ok(['paved-road', 'team-a'].includes(files[path].owner), path)
      const base = join(service, '.paved-road', 'base', path)
      if (files[path].owner === 'paved-road') assert.equal(readFileSync(base, 'utf8'), read(path), path)
      else assert.equal(statSync(base, { throwIfNoEntry: false }), undefined, path)
    }
    assert.equal(files['src/platform/metrics.ts'].owner, 'paved-road')
    assert.equal(files['src/modules/orders/routes.ts'].owner, 'team-a')
  })

  it('has a platform that can be read in an hour: at most 1,500 lines', () => {
    using folder = temporary()
    const platform = join(stamped(folder.path, 'ab', '--ci', 'none'), 'src', 'platform')
    const lines = filesOf(platform).map(
      (path) => readFileSync(join(platform, path), 'utf8').split('\n').length - 1,
    )
    const total = lines.reduce((sum, count) => sum + count, 0)
    assert.ok(total > 0 && total <= 1_500, `${total} lines`)
  })

  for (const [length, name] of Object.entries({ short: 'ab', long: `a${'-bcd'.repeat(12)}` })) {
    it(`is linted and formatted whatever its answers: ${length} ones`, () => {
      using folder = temporary()
      const service = stamped(folder.path, name, '--api', name, '--owner', name)
      const biome = join(CHECKOUT, 'node_modules', '.bin', 'biome')
      const { status, stdout, stderr } = spawnSync(biome, ['check', '.'], { cwd: service, encoding: 'utf8' })
      assert.equal(status, 0, stdout + stderr)
    })
  }
})
