// What is stamped for one machine: compose.yaml and haproxy.cfg, read by those who will read them there.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parse } from 'yaml'
import { requireComponent } from '../../../ci/components.ts'
import { temporary } from '../support/run.ts'
import { stampedFor } from './support/cluster.ts'

interface Container {
  readonly image: string
  readonly command?: readonly string[]
  readonly ports?: readonly string[]
  readonly profiles?: readonly string[]
  readonly volumes?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly deploy: {
    readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } }
  }
  readonly healthcheck: { readonly test: readonly string[] }
  readonly restart: string
  readonly stop_grace_period: string
  readonly [more: string]: unknown
}

/** Read by Node, and by no code of the service. */
const OF_NODE = ['NODE_OPTIONS']
const TRACKS = ['stable', 'baseline', 'canary']

describe('what is stamped for one machine', () => {
  const folder = temporary()
  after(() => folder[Symbol.dispose]())
  let service = ''
  let services: Record<string, Container> = {}
  const host = (file: string) => join(service, 'deploy/host', file)
  const read = (path: string) => readFileSync(join(service, path), 'utf8')
  before(() => {
    service = stampedFor('host', folder.path)
    services = parse(read('deploy/host/compose.yaml'), { merge: true }).services
  })
  const tracks = () => TRACKS.map((track) => services[track] ?? assert.fail(track))

  it('is a compose file that Docker and Podman read, which needs the file with the database', (t) => {
    const [check] = requireComponent(t, 'compose-check')
    if (!check) return
    const checked = () => spawnSync(check.path, [host('compose.yaml')], { encoding: 'utf8' })
    assert.ok(!existsSync(host('database.env')), 'which is not stamped')
    assert.match(checked().stderr, /database\.env not found/)
    writeFileSync(host('database.env'), 'DATABASE_URL=postgres://localhost/shop\n')
    assert.equal(checked().status, 0, checked().stderr)
    writeFileSync(host('compose.yaml'), read('deploy/host/compose.yaml').replace('cap_drop:', 'cap_drops:'))
    assert.match(checked().stderr, /cap_drops/)
  })

  it('is a configuration that HAProxy takes, with the weights before it', (t) => {
    const [haproxy] = requireComponent(t, 'haproxy')
    if (!haproxy) return
    const weights = join(folder.path, 'weights.cfg')
    const checked = (lines: string) => {
      writeFileSync(weights, lines)
      const files = ['-f', weights, '-f', host('haproxy.cfg')]
      return spawnSync(haproxy.path, ['-c', ...files], { encoding: 'utf8' })
    }
    const given = ['STABLE 100', 'BASELINE 0', 'CANARY 0'].map((pair) => pair.replace(' ', '_WEIGHT '))
    const all = `global\n${given.map((pair) => `  setenv ${pair}\n`).join('')}`
    const { status, stderr } = checked(all)
    assert.equal(status, 0, stderr)
    // Their names are the engine's.
    const unresolved = /could not resolve address|\[NOTICE\]/
    assert.deepEqual(
      stderr.split('\n').filter((line) => line !== '' && !unresolved.test(line)),
      [],
    )
    assert.match(checked(all.replace('setenv', 'sentenv')).stderr, /unknown keyword 'sentenv'/)
  })

  it('has the proxy lead to the tracks, where they listen, and to nothing that migrates', () => {
    const servers = [...read('deploy/host/haproxy.cfg').matchAll(/^ {2}server (\S+) (\S+) weight "(\S+)"$/gm)]
    const port = services.stable?.environment?.PORT
    assert.deepEqual(
      servers.map(([, ...parts]) => parts),
      TRACKS.map((track) => [track, `${track}:${port}`, `\${${track.toUpperCase()}_WEIGHT}`]),
    )
    for (const { ports, healthcheck } of tracks()) {
      assert.match(ports?.[0] ?? '', new RegExp(`^127\\.0\\.0\\.1:\\d+:${port}$`))
      assert.ok(healthcheck.test.at(-1)?.includes(`http://127.0.0.1:${port}/readyz`))
    }
    assert.ok(read('src/platform/http/probes.ts').includes("'/readyz'"))
  })

  it('asks the service by variables that it reads, and lets it end in its own time', () => {
    const known = [...read('src/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name ?? '')
    for (const { environment = {}, stop_grace_period } of tracks()) {
      for (const name of Object.keys(environment)) assert.ok([...known, ...OF_NODE].includes(name), name)
      const [grace, end, drain] = [
        Number(/^(\d+)s$/.exec(stop_grace_period)?.[1]),
        Number(environment.SHUTDOWN_TIMEOUT_MS) / 1000,
        Number(environment.SHUTDOWN_DRAIN_MS) / 1000,
      ]
      assert.ok(grace > end && end > drain, `${grace} s, ${end} s, ${drain} s`)
    }
    const hard = Number(/hard-stop-after (\d+)s/.exec(read('deploy/host/haproxy.cfg'))?.[1])
    assert.ok(Number(/^(\d+)s$/.exec(services.proxy?.stop_grace_period ?? '')?.[1]) > hard)
  })

  it('runs nothing with a privilege, on a file system that it can write to, or without limits', () => {
    assert.deepEqual(Object.keys(services).sort(), ['baseline', 'canary', 'migrate', 'proxy', 'stable'])
    for (const [name, container] of Object.entries(services)) {
      assert.equal(container.read_only, true, name)
      assert.deepEqual(container.cap_drop, ['ALL'], name)
      assert.deepEqual(container.security_opt, ['no-new-privileges:true'], name)
      assert.match(container.deploy.resources.limits.memory, /^\d+M$/, name)
      assert.ok(Number(container.deploy.resources.limits.cpus) > 0, name)
      assert.equal(container.restart, name === 'migrate' ? 'no' : 'unless-stopped')
      for (const port of container.ports ?? []) assert.match(port, /^127\.0\.0\.1:/, name)
      for (const volume of container.volumes ?? []) assert.match(volume, /:ro,z$/, name)
    }
    assert.match(services.proxy?.image ?? '', /^haproxy:\d+\.\d+\.\d+-alpine$/)
  })

  it('gives Node memory to work in, less than the container has', () => {
    for (const { environment, deploy } of tracks()) {
      const old = Number(/--max-old-space-size=(\d+)$/.exec(environment?.NODE_OPTIONS ?? '')?.[1])
      const limit = Number(/^(\d+)M$/.exec(deploy.resources.limits.memory)?.[1])
      assert.ok(old >= 128 && old <= limit * 0.6, `${old} of ${limit}`)
    }
  })

  it('gives the tracks what differs and nothing else', () => {
    const alike = tracks().map(({ image: _, container_name: __, ports: ___, profiles: ____, ...rest }) => {
      const { SERVICE_VERSION: _____, ...environment } = rest.environment ?? {}
      return { ...rest, environment }
    })
    assert.deepEqual(alike[1], alike[0])
    assert.deepEqual(alike[2], alike[0])
  })

  it('migrates with what the image has, and keeps the database out of every file', () => {
    assert.deepEqual(services.migrate?.command, ['node', 'scripts/migrate.ts'])
    assert.match(read('Dockerfile'), /^COPY scripts /m)
    for (const container of [...tracks(), services.migrate])
      assert.deepEqual(container?.env_file, ['database.env'])
    assert.doesNotMatch(JSON.stringify(services), /postgres(?:ql)?:\/\//)
  })
})
