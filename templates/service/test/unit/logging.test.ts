// Owner: paved-road
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Standard output of a process that runs `statements`, which may use `log` and `requestLog`. */
function logged(statements: string, env: Record<string, string>): string {
  const script = `const { log, requestLog } = await import('./src/platform/logging.ts'); ${statements}`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'test', ...env },
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  return stdout
}

describe('a log line', () => {
  it('is one line for a person with LOG_FORMAT=pretty, redacted all the same', () => {
    const stdout = logged(
      `log.info({ email: 'jane@example.com', sku: 'TEA-1' }, 'brewing')
       requestLog.info({ method: 'GET', route: '/tea', status: 200, duration_ms: 1.5 }, 'request')`,
      { LOG_FORMAT: 'pretty' },
    )
    const [brewing = '', request = '', ...rest] = stdout.trim().split('\n')
    assert.match(brewing, /INFO.*: brewing \{"email":"\[redacted\]","sku":"TEA-1"\}$/)
    assert.match(request, /INFO.*: 200 GET \/tea 1\.5 ms$/)
    assert.deepEqual(rest, [])
  })

  it('describes an error under any key, without its fields', () => {
    const stdout = logged(
      `const error = Object.assign(new Error('broken'), { config: { token: 's3cret' } })
       log.warn({ reason: error, all: [error] }, 'no tea')`,
      { LOG_FORMAT: 'json' },
    )
    const { reason, all } = JSON.parse(stdout)
    assert.deepEqual([reason.type, reason.message], ['Error', 'broken'])
    assert.deepEqual(all, [reason])
    assert.doesNotMatch(stdout, /s3cret/)
  })
  it('does not take over the message of an error that is logged alone', () => {
    const stdout = logged("log.error(new TypeError('jane@example.com is no tea'))", { LOG_FORMAT: 'json' })
    const { msg, err } = JSON.parse(stdout)
    assert.deepEqual([msg, err.message], ['TypeError', '[redacted] is no tea'])
  })
})
