import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { globalSetup, globalTeardown } from '../../templates/service/test/support/global.ts'
import { startService } from '../../templates/service/test/support/service.ts'
import { sized } from './rounds.ts'
import { startTraffic } from './traffic.ts'

const ROUNDS = sized(20, 100)

before(globalSetup)
after(globalTeardown)

test(`no request fails over ${ROUNDS} SIGTERMs under load, and each process ends with 0`, async (t) => {
  let answered = 0
  for (let round = 1; round <= ROUNDS; round += 1) {
    const service = await startService({ SHUTDOWN_DRAIN_MS: '200' })
    t.after(() => service.process.kill('SIGKILL'))
    const traffic = startTraffic(service.url)
    await sleep(50 + Math.random() * 250)
    const code = await service.stop()
    await traffic.stop()

    const failed = traffic.endings.filter(
      ({ status, error }) => error !== 'ECONNREFUSED' && status !== 200 && status !== 201,
    )
    assert.deepEqual(failed, [], `round ${round}: ${failed.length} of ${traffic.endings.length} failed`)
    assert.equal(code, 0, `round ${round}: ended with ${code}\n${service.stderr()}`)
    answered += traffic.endings.length
  }
  assert.ok(answered > ROUNDS * 20, `only ${answered} requests in all: that is no load`)
})
