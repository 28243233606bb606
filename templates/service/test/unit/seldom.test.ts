// Owner: paved-road
import assert from 'node:assert/strict'
import { it, mock } from 'node:test'
import { log, seldom } from '../../src/platform/logging.ts'

it('says what happens a thousand times a second once a minute, and how often it did', () => {
  const warn = mock.method(log, 'warn', () => {})
  let now = 0
  const clock = mock.method(performance, 'now', () => now)
  const tell = seldom('DISK_FULL', 'make room')
  for (now = 0; now < 120_000; now += 10) tell({ detail: `at ${now}` })
  now = 200_000
  tell({ detail: 'again' })
  clock.mock.restore()
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: [line, message] }) => [line, message]),
    [
      [{ code: 'DISK_FULL', detail: 'at 0', remedy: 'make room', times: 1 }, 'disk full'],
      [{ code: 'DISK_FULL', detail: 'at 60000', remedy: 'make room', times: 6000 }, 'disk full'],
      [{ code: 'DISK_FULL', detail: 'again', remedy: 'make room', times: 6000 }, 'disk full'],
    ],
  )
})
