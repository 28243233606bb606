// The stack's configurations, in both of its forms, as the programs that read them see them.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import { parse } from 'yaml'
import { type Program, requireComponent } from '../../../ci/components.ts'
import { configFiles } from '../../stack/config/index.ts'
import { commandOf } from '../../stack/native.ts'
import { PART_NAMES, PARTS, type PartName, PORTS } from '../../stack/parts.ts'
import { composeSite, nativeSite, type Site } from '../../stack/site.ts'

const folder = mkdtempSync(join(tmpdir(), 'paved-road-config-'))
after(() => rmSync(folder, { recursive: true }))

const everything = new Set(PART_NAMES)
const FORMS: Record<string, Site> = {
  'native, every part': nativeSite(join(folder, 'native'), 1_000, everything),
  'native, Prometheus alone': nativeSite(
    join(folder, 'alone'),
    0,
    new Set<PartName>(['prometheus', 'console']),
  ),
  'in containers': composeSite(0, everything),
}

for (const [name, site] of Object.entries(FORMS)) {
  const place = join(folder, name.replaceAll(/\W+/g, '-'))
  const files = configFiles(site, place, { webhook: 'http://127.0.0.1:9/hook' })
  for (const [path, text] of files) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  const accepted = (programs: readonly Program[], args: readonly string[]) => {
    for (const { path, version } of programs) {
      const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', cwd: place })
      assert.equal(status, 0, `${version}: ${stdout}${stderr}`)
    }
  }

  describe(`${name}`, () => {
    test('Prometheus takes its configuration', (t) =>
      accepted(requireComponent(t, 'promtool'), [
        'check',
        'config',
        '--syntax-only',
        'config/prometheus.yaml',
      ]))
    test('Alertmanager takes its configuration', (t) =>
      accepted(requireComponent(t, 'amtool'), ['check-config', 'config/alertmanager.yaml']))
    test('the Collector takes its configuration', (t) =>
      accepted(requireComponent(t, 'otelcol'), ['validate', '--config', 'config/collector.yaml']))
    test('Jaeger takes its configuration', (t) =>
      accepted(requireComponent(t, 'jaeger'), ['validate', '--config', 'config/jaeger.yaml']))
    test('the same wishes make the same bytes', () =>
      assert.deepEqual(files, configFiles(site, place, { webhook: 'http://127.0.0.1:9/hook' })))
  })
}

test('pages and tickets go where they should, and a page silences the tickets of its objective alone', (t) => {
  const [amtool] = requireComponent(t, 'amtool')
  if (!amtool) return
  const file = join(folder, 'native-every-part', 'config/alertmanager.yaml')
  const routed = (...labels: string[]) =>
    spawnSync(amtool.path, ['config', 'routes', 'test', `--config.file=${file}`, ...labels], {
      encoding: 'utf8',
    }).stdout.trim()
  assert.equal(routed('severity=page', 'slo=availability'), 'page')
  assert.equal(routed('severity=ticket', 'slo=availability'), 'ticket')
})

describe('the compose file', () => {
  const compose = parse(
    configFiles(composeSite(500, everything), '/srv/stack', {}).get('config/compose.yaml') ?? '',
  )
  const services = Object.entries<ComposeService>(compose.services)

  test('is one that Docker and Podman read', (t) => {
    const [check] = requireComponent(t, 'compose-check')
    if (!check) return
    const file = join(folder, 'in-containers', 'config/compose.yaml')
    const { status, stderr } = spawnSync(check.path, [file], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  })

  test('has every part that there is an image of, in the pinned version', () => {
    const images = PART_NAMES.map((part) => PARTS[part].image).filter(Boolean)
    assert.deepEqual(services.map(([, { image }]) => image).sort(), images.sort())
    for (const image of images) assert.match(image, /^[a-z/-]+:v?\d+\.\d+\.\d+$/)
  })

  test('takes no container and no volume of another folder for its own', () => {
    const project = (folder: string) =>
      parse(configFiles(composeSite(0, everything), folder, {}).get('config/compose.yaml') ?? '').name
    assert.match(compose.name, /^paved-road-stack-[0-9a-f]{8}$/)
    assert.equal(project('/srv/stack'), compose.name)
    assert.notEqual(project('/srv/other'), compose.name)
  })

  test('opens ports on loopback only, moved by the offset', () => {
    const ports = services.flatMap(([, { ports }]) => ports)
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/)
    assert.ok(ports.includes('127.0.0.1:9590:9090'))
    assert.ok(ports.includes('127.0.0.1:4818:4318'))
  })

  test('limits what each part may take, and keeps its data in a named volume', () => {
    for (const [name, { deploy, volumes, security_opt }] of services) {
      assert.match(deploy.resources.limits.memory, /^\d+[mg]$/, name)
      assert.ok(Number(deploy.resources.limits.cpus) > 0, name)
      assert.deepEqual(security_opt, ['no-new-privileges:true'])
      const named = volumes.filter((volume) => !volume.startsWith('/'))
      assert.deepEqual(named, name === 'collector' ? [] : [`${name}:/data/${name}`])
    }
    assert.deepEqual(Object.keys(compose.volumes).sort(), [
      'alertmanager',
      'grafana',
      'jaeger',
      'loki',
      'prometheus',
    ])
  })

  test('has Alertmanager tell a listener of this machine, whose loopback is not its own', () => {
    const told = (webhook: string) =>
      parse(
        configFiles(composeSite(0, everything), '/srv', { webhook }).get('config/alertmanager.yaml') ?? '',
      ).receivers[0].webhook_configs[0].url
    assert.equal(told('http://127.0.0.1:9000/hook'), 'http://host.docker.internal:9000/hook')
    assert.equal(told('http://[::1]:9000/hook'), 'http://host.docker.internal:9000/hook')
    assert.equal(told('https://localhost/hook'), 'https://host.docker.internal/hook')
    for (const elsewhere of ['http://localhost.example.org/', 'http://chat.example.org/127.0.0.1'])
      assert.equal(told(elsewhere), elsewhere)
  })

  test('shows the folder to every part, to read alone, also where SELinux watches', () => {
    for (const [name, { volumes }] of services) assert.equal(volumes[0], '/srv/stack:/paved-road:ro,z', name)
  })

  test('leaves Grafana no folder of its image, whose environment wins over grafana.ini', () => {
    const ini = configFiles(composeSite(500, everything), '/srv/stack', {}).get('config/grafana.ini') ?? ''
    const named = (key: string) => new RegExp(`^${key} = (.+)$`, 'm').exec(ini)?.[1]
    assert.deepEqual(compose.services.grafana.environment, {
      GF_PATHS_CONFIG: '/paved-road/config/grafana.ini',
      GF_PATHS_DATA: named('data'),
      GF_PATHS_PROVISIONING: named('provisioning'),
    })
  })

  interface ComposeService {
    image: string
    ports: string[]
    volumes: string[]
    security_opt: string[]
    deploy: { resources: { limits: { cpus: string; memory: string } } }
  }
})

test('no two parts want the same port', () => {
  const ports = Object.values(PORTS)
  assert.equal(new Set(ports).size, ports.length)
  const owned = PART_NAMES.flatMap((part) => PARTS[part].ports)
  assert.deepEqual([...owned, 'launcher'].sort(), Object.keys(PORTS).sort())
})

test('links between the parts lead to parts that run', () => {
  const sources = (site: Site) =>
    parse(configFiles(site, folder, {}).get('config/grafana/datasources/stack.yaml') ?? '').datasources as {
      uid: string
      jsonData: Record<string, unknown>
    }[]
  for (const site of Object.values(FORMS)) {
    const all = sources(site)
    const uids = all.map(({ uid }) => uid)
    for (const [, uid] of JSON.stringify(all).matchAll(/"datasourceUid":"(\w+)"/g))
      assert.ok(uids.includes(uid ?? ''))
  }
  const [prometheus, , jaeger, loki] = sources(composeSite(0, everything))
  assert.deepEqual(prometheus?.jsonData.exemplarTraceIdDestinations, [
    { name: 'trace_id', datasourceUid: 'jaeger' },
  ])
  assert.match(JSON.stringify(jaeger?.jsonData.tracesToLogsV2), /"datasourceUid":"loki"/)
  assert.match(JSON.stringify(loki?.jsonData.derivedFields), /"datasourceUid":"jaeger"/)
})

test('whoever is on this machine may look, and nobody can sign in with a password that all know', () => {
  const ini = configFiles(composeSite(0, everything), folder, {}).get('config/grafana.ini') ?? ''
  for (const line of ['disable_login_form = true', 'disable_initial_admin_creation = true'])
    assert.ok(ini.includes(`\n${line}\n`), line)
  assert.match(ini, /\[auth\.basic\]\nenabled = false\n/)
  assert.doesNotMatch(ini, /password/)
})

test('Grafana is shown its datasources, wherever it was installed from', () => {
  const site = nativeSite(folder, 0, everything)
  const install = (home: string, ...parts: string[]) => {
    for (const part of parts) mkdirSync(join(folder, home, part), { recursive: true })
    const program = join(folder, home, 'bin', 'grafana')
    writeFileSync(program, '')
    return commandOf('grafana', program, site, folder).slice(4)
  }
  assert.deepEqual(install('archive', 'bin', 'public'), ['--homepath', join(folder, 'archive')])
  assert.deepEqual(install('package', 'bin'), [
    '--homepath',
    '/usr/share/grafana',
    'cfg:default.paths.bundled_plugins=/var/lib/grafana/plugins-bundled',
  ])
})
