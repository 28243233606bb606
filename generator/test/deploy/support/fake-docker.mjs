// Stands for docker, its compose plugin and the containers behind it: containers in a file, and the weights that the
// proxy was told. What an image is called says how it fares:
//   bad-migration   its migration fails          broken   it never becomes healthy
// It kills its caller after the change whose number is asked for. With FAKE_ENGINE, the address of engine.ts, containers
// are processes and the proxy is HAProxy: then that one does what is asked.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = process.env.FAKE_DOCKER
const ENGINE = process.env.FAKE_ENGINE
const TRACKS = ['stable', 'baseline', 'canary']
const state = JSON.parse(readFileSync(FILE, 'utf8'))
const args = process.argv.slice(2)
state.calls.push(args.join(' '))

const save = () => writeFileSync(FILE, JSON.stringify(state))
const fail = (message) => {
  save()
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
if (state.unreachable) fail('Cannot connect to the Docker daemon at unix:///var/run/docker.sock.')

if (args[0] === 'inspect')
  answer(state.containers[args.at(-1).replace('shop-api-', '')]?.address ?? fail('no such object'))
else {
  const words = args.slice(args.indexOf('release') + 1)
  const services = words.slice(1).filter((word) => word in specification())
  const changes = { up, rm, run }[words[0]]
  if (changes) await changed(() => changes(services, words))
  else if (words.includes('kill')) answer(ENGINE ? await engine('reload', {}) : '')
  else if (words[0] === 'exec') await told(readFileSync(0, 'utf8').trim())
  else fail(`unknown docker command: "compose ${words[0]}"`)
}

async function changed(change) {
  const before = lasting()
  const complaint = await change()
  watchTraffic()
  if (lasting() !== before) state.changes += 1
  const dies = lasting() !== before && state.crashAt === state.changes
  if (dies) delete state.crashAt
  save()
  if (dies) process.kill(process.ppid, 'SIGKILL')
  if (complaint) fail(complaint)
}

function lasting() {
  return JSON.stringify([state.containers, state.weights, state.migrated])
}

function answer(text) {
  save()
  process.stdout.write(`${text}\n`)
}

/** As compose reads it: `.env` beside it, and the environment, which wins. By lines, for a parser is slow to start. */
function specification() {
  const given = Object.fromEntries(
    [...readIfAny('.env').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  )
  const text = readFileSync('compose.yaml', 'utf8').replace(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, name, otherwise) => process.env[name] || given[name] || otherwise,
  )
  const [common, services] = text.split(/^services:$/m)
  const parts = services.split(/^ {2}(\w+):$/m).slice(1)
  const named = parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1]]] : []))
  return Object.fromEntries(
    named.map(([name, part]) => [
      name,
      {
        image: /image: (.*)/.exec(part)?.[1],
        version: /SERVICE_VERSION: (.*)/.exec(part)?.[1],
        hash: createHash('sha256').update(common).update(part).digest('hex').slice(0, 8),
      },
    ]),
  )
}

function readIfAny(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function up([service], words) {
  const { image, version, hash } = specification()[service]
  const there = state.containers[service]
  if (there && (there.hash === hash || words.includes('--no-recreate')))
    return there.healthy ? '' : `container ${service} is unhealthy`
  if (there) state.containers[service] = { ...there, healthy: false }
  watchTraffic()
  const healthy = !/broken/.test(image)
  const address = ENGINE ? await engine('up', { service, version, healthy }) : `10.0.0.${++state.addresses}`
  state.containers[service] = { image, version, hash, address, healthy }
  return healthy ? '' : `container ${service} is unhealthy`
}

async function rm(services) {
  for (const service of services) {
    if (ENGINE) await engine('rm', { service })
    delete state.containers[service]
  }
}

function run() {
  const { image } = specification().migrate
  state.migrated.push(image)
  return /bad-migration/.test(image) ? 'migration failed' : ''
}

/** What HAProxy answers on its socket, as far as it is asked. */
async function told(commands) {
  if (ENGINE) return answer(await engine('tell', { commands }))
  const { sets = [], shows = [] } = Object.groupBy(commands.split('; '), (one) =>
    one === 'show stat' ? 'shows' : 'sets',
  )
  if (sets.length > 0)
    await changed(() => {
      for (const command of sets) {
        const [, track, weight] = /^set server service\/(\w+) weight (\d+)$/.exec(command) ?? []
        if (!TRACKS.includes(track)) return `Unknown command: '${command}'`
        state.weights[track] = Number(weight)
      }
    })
  const table = ['# pxname,svname,scur,status,weight,addr', ...TRACKS.map(row)].join('\n')
  answer([...sets.map(() => '\n'), ...shows.map(() => table)].join(''))
}

function row(track) {
  const { healthy = false, address = '' } = state.containers[track] ?? {}
  const weight = state.weights[track]
  return `service,${track},0,${healthy ? (weight ? 'UP' : 'DRAIN') : 'DOWN'},${weight},${address}:3000`
}

/** After every change: whatever gets traffic is ready, once there is anything. */
function watchTraffic() {
  if (ENGINE) return
  for (const track of TRACKS)
    if (state.weights[track] > 0 && !state.containers[track]?.healthy)
      state.lost.push(`${track} has ${state.weights[track]} % of the traffic and is not ready`)
}

async function engine(what, given) {
  const response = await fetch(`${ENGINE}/${what}`, { method: 'POST', body: JSON.stringify(given) })
  return response.text()
}
