// Stands for kubectl and the cluster behind it: objects in a file, and as much of the controllers as a release waits
// for. Controllers are done at once; what an image is called says how it fares:
//   bad-migration   its Job fails          broken   its pods never become ready
//   harmful, vague  the judge of a Rollout takes it back, or pauses
//   slow            its Rollout takes steps until somebody promotes it
// It kills its caller after the change whose number is asked for.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = process.env.FAKE_CLUSTER
const state = JSON.parse(readFileSync(FILE, 'utf8'))
const args = process.argv.slice(2)
const flags = Object.fromEntries(
  args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split(/=(.*)/s, 2)),
)
const [verb, ...words] = args.filter((arg) => !arg.startsWith('--'))

const KINDS = { 'httproutes.gateway.networking.k8s.io': 'HTTPRoute', 'rollouts.argoproj.io': 'Rollout' }
const kindOf = (word) =>
  KINDS[word] ?? { deployment: 'Deployment', job: 'Job', replicaset: 'ReplicaSet' }[word]
const keyOf = (kind, name) => `${kind}/${name}`
const fail = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
const imageOf = ({ spec }) => spec.template.spec.containers[0].image
const hashOf = (template) => createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10)

state.calls.push(args.join(' '))
if (state.unreachable) {
  writeFileSync(FILE, JSON.stringify(state))
  fail('The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?')
}

const CHANGES = {
  apply: () => JSON.parse(readFileSync(0, 'utf8')).items.forEach(apply),
  delete: () => delete state.objects[keyOf(kindOf(words[0]), words[1])],
  scale: () => {
    const deployment = state.objects[keyOf('Deployment', words[0].split('/')[1])]
    deployment.spec.replicas = Number(flags.replicas)
    deployment.status = { availableReplicas: Number(flags.replicas) }
  },
  patch: () => {
    if (flags.subresource !== 'status' || flags.type !== 'merge') fail('error: not in this test')
    const rollout = state.objects[keyOf(kindOf(words[0]), words[1])]
    Object.assign(rollout.status, JSON.parse(flags.patch).status)
    // What the controller has not seen yet has nothing to promote.
    if (rollout.status.promoteFull && !rollout.next) promoted(rollout)
  },
}
const QUESTIONS = {
  get: () => {
    const kind = kindOf(words[0])
    const wanted = (flags.selector ?? '').split(',').filter(Boolean)
    if (words[1]) return one(state.objects[keyOf(kind, words[1])])
    const all = Object.values(state.objects).filter((object) => object.kind === kind)
    const items = all.filter(({ metadata }) =>
      wanted.every((pair) => `${metadata.labels?.[pair.split('=')[0]]}` === pair.split('=')[1]),
    )
    return JSON.stringify({ items })
  },
  rollout: () => {
    const deployment = state.objects[keyOf('Deployment', words[1].split('/')[1])]
    return /broken/.test(imageOf(deployment)) ? fail('error: timed out waiting for the condition') : 'ready'
  },
}

if (CHANGES[verb]) {
  state.changes += 1
  CHANGES[verb]()
  watchTraffic()
  const dies = state.crashAt === state.changes
  if (dies) delete state.crashAt
  writeFileSync(FILE, JSON.stringify(state))
  if (dies) process.kill(process.ppid, 'SIGKILL')
} else if (QUESTIONS[verb]) {
  const answer = QUESTIONS[verb]()
  writeFileSync(FILE, JSON.stringify(state))
  process.stdout.write(answer)
} else fail(`error: unknown command "${verb}"`)

function apply(object) {
  const key = keyOf(object.kind, object.metadata.name)
  const before = state.objects[key]
  if (object.kind === 'Job' && before && hashOf(before.spec) !== hashOf(object.spec))
    fail(`The Job "${object.metadata.name}" is invalid: spec.template: Invalid value: field is immutable`)
  if (before?.next) before.status = before.next
  const status = { Job: job, Deployment: deployment, Rollout: rollout }[object.kind]?.(object, before)
  state.objects[key] = { ...object, ...(status && { status }) }
  if (object.kind === 'Rollout') seenLate(state.objects[key], before)
}

/** The controller looks at it only after somebody else did. */
function seenLate(rollout, before) {
  rollout.metadata.generation = Number(rollout.status.observedGeneration)
  if (rollout.status.observedGeneration === before?.status.observedGeneration) return
  Object.assign(rollout, { next: rollout.status, status: before?.status ?? {} })
}

function one(object) {
  if (!object) return ''
  const { next, ...shown } = object
  const answer = JSON.stringify(shown)
  if (next) {
    object.status = next
    delete object.next
    return answer
  }
  // Seen once under way, it is done when one looks again.
  if (object.kind === 'Rollout' && object.status.phase === 'Progressing' && !/slow/.test(imageOf(object)))
    promoted(object)
  return answer
}

function job(object, before) {
  if (before) return before.status
  state.migrated.push(imageOf(object))
  const type = /bad-migration/.test(imageOf(object)) ? 'Failed' : 'Complete'
  return { conditions: [{ type, status: 'True' }] }
}

/** Old pods stay until new ones are ready, as maxUnavailable: 0 has it. */
function deployment(object, before) {
  const { replicas } = object.spec
  return {
    availableReplicas: /broken/.test(imageOf(object)) ? (before?.status.availableReplicas ?? 0) : replicas,
  }
}

function rollout(object, before) {
  const hash = hashOf(object.spec.template)
  if (before?.status.currentPodHash === hash) return before.status
  const known = keyOf('ReplicaSet', hash) in state.objects
  state.objects[keyOf('ReplicaSet', hash)] = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: hash,
      labels: { ...object.spec.template.metadata.labels, 'rollouts-pod-template-hash': hash },
      ownerReferences: [{ kind: 'Rollout' }],
    },
    spec: {
      template: {
        ...object.spec.template,
        metadata: { labels: { ...object.spec.template.metadata.labels, 'rollouts-pod-template-hash': hash } },
      },
    },
  }
  const seen = { observedGeneration: String(Number(before?.status.observedGeneration ?? 0) + 1) }
  const stableRS = before?.status.stableRS ?? hash
  if (known || stableRS === hash)
    return { ...seen, phase: 'Healthy', stableRS: hash, currentPodHash: hash, pauseConditions: [] }
  const under = { ...seen, stableRS, currentPodHash: hash }
  if (/harmful|broken/.test(imageOf(object)))
    return {
      ...under,
      phase: 'Degraded',
      abort: true,
      message: 'RolloutAborted: Metric "harm" assessed Failed',
    }
  if (/vague/.test(imageOf(object)))
    return { ...under, phase: 'Paused', pauseConditions: [{ reason: 'InconclusiveExperiment' }] }
  return { ...under, phase: 'Progressing', pauseConditions: [{ reason: 'CanaryPauseStep' }] }
}

function promoted({ status }) {
  Object.assign(status, { phase: 'Healthy', stableRS: status.currentPodHash, pauseConditions: [] })
}

/** After every change: whatever gets traffic has all of its pods. */
function watchTraffic() {
  const route = Object.values(state.objects).find(({ kind }) => kind === 'HTTPRoute')
  for (const { name, weight } of route?.spec.rules.flatMap(({ backendRefs }) => backendRefs) ?? []) {
    const { spec, status } = state.objects[keyOf('Deployment', name)] ?? { spec: {}, status: {} }
    if (weight > 0 && !(spec.replicas > 0 && status.availableReplicas >= spec.replicas))
      state.lost.push(`${name} has ${weight} % of the traffic and ${status.availableReplicas ?? 0} pods`)
  }
}
