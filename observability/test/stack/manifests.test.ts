// The stack's production form, as the API server's own types and the programs that are to run there see it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Document, parse, parseAllDocuments, stringify } from 'yaml'
import { requireComponent } from '../../../ci/components.ts'
import { TEMPLATE } from './support/stack.ts'

const SHIM = fileURLToPath(new URL('../../bin/paved-road.js', import.meta.url))

interface Manifest {
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string> }
  data?: Record<string, string>
  stringData?: Record<string, string>
  spec?: Record<string, never>
}

describe('paved-road stack manifests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-manifests-'))
  const out = join(folder, 'out')
  after(() => rmSync(folder, { recursive: true }))
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [SHIM, 'stack', 'manifests', ...args], { encoding: 'utf8' })

  before(() => {
    const { status, stderr } = run(TEMPLATE, '--out', out, '--keep-percent', '2.5')
    assert.equal(status, 0, stderr)
  })
  const read = (file: string) => readFileSync(join(out, file), 'utf8')
  const files = () => readdirSync(out).filter((file) => file !== 'kustomization.yaml')
  const all = (): Manifest[] =>
    files().flatMap((file) => parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest))
  const find = (kind: string, name: string) =>
    all().find((each) => each.kind === kind && each.metadata.name === name) as Manifest

  test('are what the API server and the Prometheus Operator take, to the last field', (t) => {
    const [check] = requireComponent(t, 'manifest-check')
    if (!check) return
    const checked = spawnSync(check.path, files(), { cwd: out, encoding: 'utf8' })
    assert.equal(checked.status, 0, checked.stderr)
    assert.equal(checked.stdout.trim().split('\n').length, all().length)

    const typo = join(folder, 'typo.yaml')
    writeFileSync(typo, read('collector.yaml').replace('readinessProbe', 'readynessProbe'))
    assert.match(spawnSync(check.path, [typo], { encoding: 'utf8' }).stderr, /unknown field .*readynessProbe/)
  })

  test('are all in the kustomization, and in one namespace', () => {
    assert.deepEqual(parse(read('kustomization.yaml')).resources.sort(), files().sort())
    for (const { kind, metadata } of all())
      if (!/^(Namespace|ClusterRole)/.test(kind))
        assert.equal(metadata.namespace, 'observability', metadata.name)
  })

  test('hold collectors that the Collector takes', (t) => {
    const [otelcol] = requireComponent(t, 'otelcol')
    if (!otelcol) return
    for (const name of ['otel-gateway', 'otel-sampler']) {
      const file = join(folder, `${name}.yaml`)
      writeFileSync(file, find('ConfigMap', name).data?.['collector.yaml'] ?? '')
      accepts(otelcol.path, ['validate', '--config', file])
    }
  })

  test('hold Jaegers that Jaeger takes, with a password that is in no file', (t) => {
    const [jaeger] = requireComponent(t, 'jaeger')
    if (!jaeger) return
    for (const name of ['jaeger-collector', 'jaeger-query']) {
      const file = join(folder, `${name}.yaml`)
      writeFileSync(file, find('ConfigMap', name).data?.['jaeger.yaml'] ?? '')
      const env = { ...process.env, STORE_USERNAME: 'jaeger', STORE_PASSWORD: 'from a secret' }
      accepts(jaeger.path, ['validate', '--config', file], env)
    }
  })

  test('hold the rules that slo.yaml compiles to, as promtool takes them', (t) => {
    const rule = find('PrometheusRule', 'acme-orders')
    const compiled = readdirSync(join(TEMPLATE, 'observability/rules')).flatMap(
      (file) => parse(readFileSync(join(TEMPLATE, 'observability/rules', file), 'utf8')).groups,
    )
    assert.deepEqual(rule.spec, { groups: compiled })
    const file = join(folder, 'rules.yaml')
    writeFileSync(file, stringify(rule.spec, { aliasDuplicateObjects: false }))
    for (const { path } of requireComponent(t, 'promtool')) accepts(path, ['check', 'rules', file])
  })

  test('keep the traces that failed, were slow by an objective, or are pointed at, and some others', () => {
    const sampler = parse(find('ConfigMap', 'otel-sampler').data?.['collector.yaml'] ?? '')
    assert.deepEqual(
      sampler.processors.tail_sampling.policies.map(
        ({ name, type, ...rest }: Record<string, unknown>) => rest[String(type)],
      ),
      [
        { status_codes: ['ERROR'] },
        { threshold_ms: 300 },
        { key: 'paved_road.exemplar', value: true },
        { sampling_percentage: 2.5 },
      ],
    )
  })

  test('keep as much as the longest budget looks back', () => {
    const retention = (name: string) =>
      (parseAllDocuments(readFileSync(join(folder, name, 'prometheus.yaml'), 'utf8')) as Document[])
        .map((document) => document.toJS() as Manifest)
        .find(({ kind }) => kind === 'Prometheus')?.spec?.retention
    const quarter = join(folder, 'quarter')
    mkdirSync(quarter)
    const objectives = readFileSync(join(TEMPLATE, 'slo.yaml'), 'utf8').replace(
      /duration: 30d/,
      'duration: 90d',
    )
    writeFileSync(join(quarter, 'slo.yaml'), objectives)
    assert.equal(run(quarter, '--out', join(folder, 'long')).status, 0)
    assert.deepEqual([retention('out'), retention('long')], ['35d', '95d'])
  })

  test('group alerts as slo.yaml compiles to, and not as for somebody who watches', () => {
    const compiled = parse(readFileSync(join(TEMPLATE, 'observability/alertmanager.yaml'), 'utf8'))
    assert.deepEqual(
      parse(find('Secret', 'alertmanager-paved-road').stringData?.['alertmanager.yaml'] ?? ''),
      compiled,
    )
  })

  test('start pods anew when what they read has changed', () => {
    const read = (percent: string) => {
      assert.equal(run(TEMPLATE, '--out', join(folder, percent), '--keep-percent', percent).status, 0)
      const documents = parseAllDocuments(
        readFileSync(join(folder, percent, 'collector.yaml'), 'utf8'),
      ) as Document[]
      return documents
        .map((document) => document.toJS() as Manifest)
        .filter(({ kind }) => kind === 'Deployment')
        .map(({ spec }) => JSON.stringify(spec?.template))
    }
    const [[gateway, sampler], [sameGateway, otherSampler]] = [read('1'), read('2')]
    assert.equal(gateway, sameGateway)
    assert.notEqual(sampler, otherSampler)
  })

  test('run without privileges, with limits, and lose one pod at a time', () => {
    const workloads = all().filter(({ kind }) => kind === 'Deployment')
    assert.equal(workloads.length, 4)
    for (const { metadata, spec } of workloads) {
      assert.ok(find('PodDisruptionBudget', metadata.name), metadata.name)
      const text = JSON.stringify(spec)
      for (const part of [
        '"runAsNonRoot":true',
        '"readOnlyRootFilesystem":true',
        '"drop":["ALL"]',
        '"limits":{"memory"',
        '"readinessProbe"',
      ])
        assert.ok(text.includes(part), `${metadata.name}: ${part}`)
    }
  })

  test('are the same bytes each time, and replace nothing of anybody else', () => {
    const before = files().map(read)
    assert.equal(run(TEMPLATE, '--out', out, '--keep-percent', '2.5').status, 0)
    assert.deepEqual(files().map(read), before)
    writeFileSync(join(out, 'jaeger.yaml'), 'kind: Mine\n')
    const { status, stderr } = run(TEMPLATE, '--out', out)
    assert.equal(status, 2)
    assert.match(stderr, /^STACK_OUTPUT_FOREIGN .*jaeger\.yaml is there already/)
    assert.equal(read('jaeger.yaml'), 'kind: Mine\n')
  })

  test('are refused for what is wrong with the request', () => {
    const refused: [string[], RegExp][] = [
      [[TEMPLATE], /--out is missing/],
      [['--out', out], /names no folder/],
      [[folder, '--out', out], /^STACK_SERVICE_INVALID /],
      [[TEMPLATE, '--out', out, '--keep-percent', '101'], /--keep-percent is not a number/],
      [
        [TEMPLATE, '--out', out, '--remote-write', 'https://a:b@host'],
        /--remote-write is not an http address without/,
      ],
    ]
    for (const [args, message] of refused) {
      const { status, stderr } = run(...args)
      assert.equal(status, 2)
      assert.match(stderr, message)
    }
  })
})

function accepts(program: string, args: readonly string[], env = process.env): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', env })
  assert.equal(status, 0, `${program}: ${stderr}`)
}
