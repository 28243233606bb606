// The stack's life on a machine that has a real Prometheus and a real Alertmanager, through the command line.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { unless } from '../../../ci/components.ts'
import { isAlive } from '../../stack/processes.ts'
import { eventually } from './support/eventually.ts'
import { follow } from './support/links.ts'
import { newest, pathOf, TEMPLATE, type TestStack, testStack } from './support/stack.ts'

const programs = [newest('prometheus'), newest('promtool'), newest('alertmanager')]
const skip = unless(!programs.includes(undefined), 'prometheus or alertmanager')
const path = pathOf(programs)
after(() => rmSync(path, { recursive: true }))

const SERVICE = mkdtempSync(join(tmpdir(), 'paved-road-service-'))
for (const name of ['slo.yaml', 'observability'])
  cpSync(join(TEMPLATE, name), join(SERVICE, name), { recursive: true })
after(() => rmSync(SERVICE, { recursive: true }))

const anyPidOf = (stack: TestStack, part: string) =>
  stack.status().parts.find((each) => each.part === part)?.pid
/** Of a part that must be up: the process 0 would be the tests themselves to whoever signals it. */
const pidOf = (stack: TestStack, part: string): number =>
  anyPidOf(stack, part) || assert.fail(`${part} is not up: ${JSON.stringify(stack.status().parts)}`)
const states = (stack: TestStack) =>
  Object.fromEntries(stack.status().parts.map(({ part, state }) => [part, state]))
const launcherOf = (stack: TestStack): number => {
  // Prometheus's parent.
  const stat = readFileSync(`/proc/${pidOf(stack, 'prometheus')}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

test('comes up, says of each part how it is, and goes down', { skip }, async (t) => {
  const stack = await testStack(t, path)
  assert.equal(stack.run('status').status, 1)
  const up = stack.run('up')
  assert.equal(up.status, 0, up.stderr)
  assert.deepEqual(states(stack), {
    prometheus: 'up',
    alertmanager: 'up',
    jaeger: 'missing',
    collector: 'missing',
    grafana: 'missing',
    loki: 'missing',
    console: 'up',
  })
  assert.match(up.stdout, /^jaeger +missing +https:\/\/www\.jaegertracing\.io/m)
  const pids = [pidOf(stack, 'prometheus'), pidOf(stack, 'alertmanager'), launcherOf(stack)]

  const again = stack.run('up')
  assert.equal(again.status, 0)
  assert.match(again.stdout, /^It is up already\.$/m)
  assert.equal(pidOf(stack, 'prometheus'), pids[0])

  assert.equal(stack.run('down').stdout, 'Ended; data stay.\n')
  assert.deepEqual(pids.filter(isAlive), [])
  assert.equal(states(stack).prometheus, 'down')
  const said = stack.run('status').stdout
  assert.match(said, /^prometheus +down +\/.*\/logs\/prometheus\.log {2}metrics, rules/m)
  assert.match(said, /^It is down: paved-road stack up starts it\.$/m)
  assert.equal(stack.run('down').stdout, 'Nothing was up.\n')
})

test('without a Collector the console takes what services send', { skip }, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  const answer = await fetch(`${stack.url('otlpHttp')}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"resourceSpans":[]}',
  })
  assert.equal(answer.status, 200)
})

test('a part that ends is started again', { skip }, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  const before = pidOf(stack, 'alertmanager')
  process.kill(before, 'SIGKILL')
  await eventually('Alertmanager is back', () => {
    const now = anyPidOf(stack, 'alertmanager')
    return now && now !== before && states(stack).alertmanager === 'up'
  })
})

test('what a killed launcher leaves behind is seen, ended by down, and taken over by up', {
  skip,
}, async (t) => {
  const stack = await testStack(t, path)
  for (const next of ['down', 'up'] as const) {
    stack.run('up')
    const left = pidOf(stack, 'prometheus')
    process.kill(launcherOf(stack), 'SIGKILL')
    await sleep(100)
    assert.ok(isAlive(left), 'it goes on without its launcher')
    const said = stack.run('status')
    assert.equal(said.status, 1)
    assert.match(said.stdout, /^Its launcher is not there/m)
    assert.equal(stack.run(next).status, 0)
    assert.ok(!isAlive(left))
  }
  assert.equal(states(stack).prometheus, 'up')
})

test('two stacks stand side by side on ports of their own, and only then', { skip }, async (t) => {
  const [one, other] = [await testStack(t, path), await testStack(t, path)]
  assert.equal(one.run('up').status, 0)
  assert.equal(other.run('up').status, 0)
  const intruder = await testStack(t, path, undefined, one.offset)
  const { status, stderr } = intruder.run('up')
  assert.equal(status, 3)
  assert.match(
    stderr,
    new RegExp(`^STACK_ANOTHER_RUNS ${one.folder} .*stack down --dir ${one.folder}, or give`),
  )
  assert.equal(states(one).prometheus, 'up')
})

test('ports of others are left to them', { skip }, async (t) => {
  const stack = await testStack(t, path)
  const server = createServer().listen(9093 + stack.offset, '127.0.0.1')
  t.after(() => server.close())
  await eventually('the port is taken', () => server.listening)
  const { status, stderr } = stack.run('up')
  assert.equal(status, 3)
  assert.match(
    stderr,
    new RegExp(
      `^STACK_PORT_TAKEN 127\\.0\\.0\\.1:${9093 + stack.offset} is in use .* alertmanager needs it: .*--port-offset`,
    ),
  )
  assert.ok(!existsSync(join(stack.folder, 'stack.json')), 'nothing was written')
})

test('a folder that cannot be written is named', { skip }, async (t) => {
  const parent = mkdtempSync(join(tmpdir(), 'paved-road-closed-'))
  t.after(() => rmSync(parent, { recursive: true }))
  writeFileSync(join(parent, 'file'), '')
  const stack = await testStack(t, path, join(parent, 'file', 'stack'))
  const { status, stderr } = stack.run('up')
  assert.equal(status, 3)
  assert.match(stderr, /^STACK_FOLDER_NOT_WRITABLE .*file\/stack cannot be written \(ENOTDIR\): give another/)
})

test('a folder whose name a part would read as something else is refused', { skip }, async (t) => {
  const stack = await testStack(t, path)
  for (const name of ['a*b', 'a[b]c', 'a?b', 'a\\b', 'a$HOME', 'a:b', 'a\nb', '']) {
    const { status, stderr } = stack.run('up', '--dir', name && join(stack.folder, name))
    assert.equal(status, 2, name)
    assert.match(stderr, /^CLI_OPTION_INVALID --dir ".*" is not one that every part would find: name a/)
  }
  assert.deepEqual(readdirSync(stack.folder), [])
})

test('a folder is the same one whatever leads to it', { skip }, async (t) => {
  const parent = mkdtempSync(join(tmpdir(), 'paved-road-links-'))
  mkdirSync(join(parent, 'a real one '))
  symlinkSync('a real one ', join(parent, 'link'))
  const stack = await testStack(t, path, join(parent, 'link', 'stack'))
  t.after(() => rmSync(parent, { recursive: true })) // once the stack is down
  stack.run('up')
  stack.run('add', SERVICE)
  assert.equal((await ruleGroups(stack)).length, 3)
  const real = await testStack(t, path, join(parent, 'a real one ', 'stack'), stack.offset)
  assert.deepEqual(real.status(), stack.status())
  assert.equal(real.status().watched, true)
  assert.match(real.run('up').stdout, /^It is up already/)
})

test('without any program it says what to get', { skip }, async (t) => {
  const empty = mkdtempSync(join(tmpdir(), 'paved-road-empty-'))
  t.after(() => rmSync(empty, { recursive: true }))
  const stack = await testStack(t, empty)
  const { status, stderr } = stack.run('up')
  assert.equal(status, 3)
  assert.match(stderr, /^STACK_NOTHING_TO_RUN PATH has no Prometheus.*apt-get install prometheus/)
})

test('a part that cannot start is named with what it said, and the others are ended', { skip }, async (t) => {
  const broken = pathOf(programs)
  t.after(() => rmSync(broken, { recursive: true }))
  rmSync(join(broken, 'alertmanager'))
  writeFileSync(join(broken, 'alertmanager'), '#!/bin/sh\necho "no licence today" >&2\nexit 1\n')
  chmodSync(join(broken, 'alertmanager'), 0o755)
  const stack = await testStack(t, broken)
  const started = performance.now()
  const { status, stderr } = stack.run('up')
  assert.ok(performance.now() - started < 20_000, 'without waiting for what will not come')
  assert.equal(status, 3)
  assert.match(
    stderr,
    /^STACK_PART_FAILED .*alertmanager\.log alertmanager did not get ready(.|\n)*no licence today/,
  )
  assert.equal(states(stack).prometheus, 'down')
})

test('a program may be a script that gives way to the real one', { skip }, async (t) => {
  const scripts = pathOf(programs)
  t.after(() => rmSync(scripts, { recursive: true }))
  for (const name of ['prometheus', 'alertmanager']) {
    writeFileSync(join(scripts, `${name}.sh`), `#!/bin/sh\nexec ${realpathSync(join(path, name))} "$@"\n`)
    chmodSync(join(scripts, `${name}.sh`), 0o755)
    rmSync(join(scripts, name))
    renameSync(join(scripts, `${name}.sh`), join(scripts, name))
  }
  const stack = await testStack(t, scripts)
  assert.equal(stack.run('up').status, 0)
  assert.equal(stack.run('add', SERVICE).status, 0)
  const left = [pidOf(stack, 'prometheus'), pidOf(stack, 'alertmanager')]
  process.kill(launcherOf(stack), 'SIGKILL')
  stack.run('down')
  assert.deepEqual(left.filter(isAlive), [])
})

test('a service is added to a stack that runs, and removed', { skip }, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  const added = stack.run('add', SERVICE, '--target', '127.0.0.1:3999', '--json')
  assert.equal(added.status, 0, added.stderr)
  assert.deepEqual(JSON.parse(added.stdout), {
    name: 'acme-orders',
    targets: ['127.0.0.1:3999'],
    rules: 3,
    dashboards: 3,
    runbooks: 9,
    loaded: true,
  })
  assert.deepEqual(await ruleGroups(stack), [
    'platform-acme-orders',
    'slo-acme-orders-availability',
    'slo-acme-orders-latency',
  ])
  await eventually('it is scraped', async () => (await targets(stack)).includes('127.0.0.1:3999'))
  assert.deepEqual(stack.status().services, ['acme-orders'])

  assert.equal(stack.run('remove', 'acme-orders').status, 0)
  assert.deepEqual(await ruleGroups(stack), [])
  await eventually('it is not scraped', async () => (await targets(stack)).length === 0)
  for (const name of ['acme-orders', '../..', '']) {
    const { status, stderr } = stack.run('remove', name)
    assert.equal(status, 2)
    assert.match(stderr, /^(STACK_NOT_THERE|CLI_OPTION_INVALID) /)
  }
})

test('every alert of an added service leads to a page that is there', { skip }, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  stack.run('add', SERVICE)
  const alerts = (await groups(stack)).flatMap(({ rules }) => rules).filter(({ type }) => type === 'alerting')
  assert.ok(alerts.length >= 13)
  for (const { annotations } of alerts) assert.match(await follow(annotations, 'acme-orders'), /^# /m)
})

test('a broken rule file is refused before anything is touched, and the stack keeps what it had', {
  skip,
}, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  stack.run('add', SERVICE)
  const before = await ruleGroups(stack)
  const broken = mkdtempSync(join(tmpdir(), 'paved-road-broken-'))
  t.after(() => rmSync(broken, { recursive: true }))
  cpSync(SERVICE, broken, { recursive: true })
  const own = join(broken, 'observability', 'rules', 'own.yaml')
  writeFileSync(own, 'groups:\n  - name: own\n    rules:\n      - record: a:b:c\n        expr: sum(rate(\n')
  const refused = stack.run('add', broken)
  assert.equal(refused.status, 2)
  assert.match(
    refused.stderr,
    /^STACK_RULES_REFUSED .*promtool \(.*own\.own\.yaml.*parse error.*keeps what it had$/m,
  )
  assert.deepEqual(await ruleGroups(stack), before)
  assert.deepEqual(
    readFileSync(join(stack.folder, 'rules', 'acme-orders.availability.rules.yaml')),
    readFileSync(join(stack.folder, 'services/acme-orders/rules/acme-orders.availability.rules.yaml')),
  )

  writeFileSync(own, 'groups:\n  - name: own\n    rules:\n      - record: a:b:c\n        expr: vector(1)\n')
  assert.equal(stack.run('add', broken).status, 0)
  assert.deepEqual(await ruleGroups(stack), ['own', ...before].sort())
})

test('rule files of its own are all taken, and one that cannot be read is named', { skip }, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  const service = named(t, 'acme-own')
  const rules = join(service, 'observability', 'rules')
  mkdirSync(rules, { recursive: true })
  for (const file of ['team.yml', 'team.yaml', 'with space.yaml']) {
    const name = JSON.stringify(`own of ${file}`)
    writeFileSync(join(rules, file), `groups: [{ name: ${name}, rules: [{ record: 'a:b', expr: '1' }] }]\n`)
  }
  assert.equal(stack.run('add', service).status, 0)
  assert.deepEqual(
    (await ruleGroups(stack)).filter((name) => name.startsWith('own')),
    ['own of team.yaml', 'own of team.yml', 'own of with space.yaml'],
  )
  mkdirSync(join(rules, 'folder.yaml'))
  const { status, stderr } = stack.run('add', service)
  assert.equal(status, 2)
  assert.match(stderr, /^STACK_RULES_REFUSED .*folder\.yaml cannot be read \(EISDIR\): mend it/)
})

test('what is no service is refused with what to do', { skip }, async (t) => {
  const stack = await testStack(t, path)
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-none-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const refused = (args: string[], code: RegExp) => {
    const { status, stderr } = stack.run(...args)
    assert.equal(status, 2, stderr)
    assert.match(stderr, code)
  }
  refused(['add', folder], /^STACK_SERVICE_INVALID .* has no slo\.yaml at its top: name the folder of/)
  writeFileSync(join(folder, 'slo.yaml'), 'apiVersion: openslo/v2\n')
  refused(['add', folder], /^SLO_[A-Z_]+ .*slo\.yaml:1 /)
  for (const target of ['3000', 'localhost', 'localhost:0', 'a b:3000', 'x:70000'])
    refused(['add', SERVICE, '--target', target], /^CLI_OPTION_INVALID --target /)
  refused(['add'], /^CLI_OPTION_INVALID stack add takes one folder/)
  refused(['up', 'now'], /^CLI_OPTION_INVALID stack up takes no arguments/)
  refused(['sideways'], /^CLI_OPTION_INVALID "sideways" is none of up, down/)
  refused(['up', '--mode', 'vm'], /^CLI_OPTION_INVALID --mode /)
  for (const webhook of ['file:///etc/passwd', 'http://:word@host/', 'http://me@host/', 'http://host/50%'])
    refused(['up', '--webhook', webhook], /^CLI_OPTION_INVALID --webhook /)
})

test('services added before the stack is up are there when it is', { skip }, async (t) => {
  const stack = await testStack(t, path)
  mkdirSync(stack.folder, { recursive: true })
  assert.match(stack.run('add', SERVICE).stdout, /it will have them when it is\.$/m)
  stack.run('up')
  assert.equal((await ruleGroups(stack)).length, 3)
})

test('commands that are given at once wait for one another', { skip }, async (t) => {
  const stack = await testStack(t, path)
  const ups = await Promise.all([stack.begin('up'), stack.begin('up'), stack.begin('up')])
  assert.deepEqual(
    ups.map(({ status, stderr }) => [status, stderr]),
    ups.map(() => [0, '']),
  )
  assert.equal(ups.filter(({ stdout }) => stdout.startsWith('It is up already.\n')).length, 2)
  const names = ['acme-a', 'acme-b', 'acme-c', 'acme-d']
  const services = names.map((name) => named(t, name))
  const adds = await Promise.all([...services, ...services].map((service) => stack.begin('add', service)))
  for (const { status, stderr } of adds) assert.equal(status, 0, stderr)
  assert.deepEqual(
    (await ruleGroups(stack)).filter((name) => name.startsWith('platform-')),
    names.map((name) => `platform-${name}`),
  )
  const [down, added] = await Promise.all([stack.begin('down'), stack.begin('add', SERVICE)])
  assert.deepEqual([down.status, added.status], [0, 0], down.stderr + added.stderr)
  assert.deepEqual(stack.status().services, [...names, 'acme-orders'])
})

test('a command that was killed has nobody wait for it', { skip }, async (t) => {
  const stack = await testStack(t, path)
  mkdirSync(join(stack.folder, 'turns'))
  writeFileSync(join(stack.folder, 'turns', '7'), String(spawnSync(process.execPath, ['--version']).pid))
  assert.equal(stack.run('add', SERVICE).status, 0)
  assert.deepEqual(readdirSync(join(stack.folder, 'turns')), ['8'])
})

/** A service like the template's, of another name. */
function named(t: { after: (undo: () => void) => void }, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-named-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const objectives = readFileSync(join(SERVICE, 'slo.yaml'), 'utf8').replaceAll('acme-orders', name)
  writeFileSync(join(folder, 'slo.yaml'), objectives)
  return folder
}

test('services follow the stack to other ports, with their links and targets', { skip }, async (t) => {
  const stack = await testStack(t, path)
  stack.run('up')
  stack.run('add', SERVICE, '--target', '127.0.0.1:3998', '--target', '[::1]:3998')
  assert.deepEqual(JSON.parse(stack.run('add', SERVICE, '--json').stdout).targets, [
    '127.0.0.1:3998',
    '[::1]:3998',
  ])
  stack.run('down')
  const moved = await testStack(t, path, stack.folder)
  assert.notEqual(moved.offset, stack.offset)
  assert.equal(moved.run('up').status, 0)
  const alerts = (await groups(moved)).flatMap(({ rules }) => rules).filter(({ type }) => type === 'alerting')
  assert.ok(alerts.length >= 13)
  const pages = new Set(
    alerts.flatMap(({ annotations }) => [annotations.runbook_url, annotations.dashboard_url]),
  )
  for (const page of pages) assert.equal((await fetch(page ?? '')).status, 200, page)
  await eventually('it is scraped', async () => (await targets(moved)).includes('[::1]:3998'))
})

test('where an engine answers, a service is looked for on the machine and not in the container', {
  skip,
}, async (t) => {
  const engine = pathOf(programs)
  t.after(() => rmSync(engine, { recursive: true }))
  writeFileSync(join(engine, 'docker'), '#!/bin/sh\nexit 0\n')
  chmodSync(join(engine, 'docker'), 0o755)
  const stack = await testStack(t, engine)
  assert.equal(stack.run('add', SERVICE).status, 0)
  const scraped = readFileSync(join(stack.folder, 'targets', 'acme-orders.json'), 'utf8')
  assert.deepEqual(JSON.parse(scraped), [{ targets: ['host.docker.internal:3000'] }])
})

interface Group {
  name: string
  rules: { name: string; type: string; annotations: Record<string, string> }[]
}

async function groups(stack: TestStack): Promise<Group[]> {
  const { data } = (await (await fetch(`${stack.url('prometheus')}/api/v1/rules`)).json()) as {
    data: { groups: Group[] }
  }
  return data.groups
}

const ruleGroups = async (stack: TestStack) => (await groups(stack)).map(({ name }) => name).sort()

async function targets(stack: TestStack): Promise<string[]> {
  const answer = await fetch(`${stack.url('prometheus')}/api/v1/targets?state=active&scrapePool=services`)
  const { data } = (await answer.json()) as { data: { activeTargets: { labels: { instance: string } }[] } }
  return data.activeTargets.map(({ labels }) => labels.instance)
}
