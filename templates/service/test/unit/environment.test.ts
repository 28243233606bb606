// Owner: paved-road
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { variables } from '../../src/config.ts'
import { parseEnvironment } from '../../src/platform/environment.ts'

const ROOT = new URL('../../', import.meta.url)

describe('environment', () => {
  it('gives typed values, and the default for what is empty', () => {
    const config = parseEnvironment(variables, { PORT: '8080', LOG_LEVEL: '' })
    assert.equal(config.PORT, 8080)
    assert.equal(config.LOG_LEVEL, 'info')
  })

  it('names every fault at once, with its remedy', () => {
    assert.throws(() => parseEnvironment(variables, { PORT: 'http', DATABASE_URL: 'mysql://x' }), {
      message:
        /^CONFIG_INVALID PORT must be a whole number from 0 to 65535: Port to listen on.*\nCONFIG_INVALID DATABASE_URL must be a postgres:\/\/ address/s,
    })
  })

  it('never echoes a value, which may be a secret', () => {
    assert.throws(
      () => parseEnvironment(variables, { DATABASE_URL: 'mysql://me:s3cret@db' }),
      (fault: Error) => {
        assert.doesNotMatch(fault.message, /s3cret/)
        return true
      },
    )
  })

  it('ends the process with code 2 and one line a fault', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', './src/platform/start.mjs', 'src/main.ts'],
      {
        cwd: fileURLToPath(ROOT),
        env: { ...process.env, PORT: '-1', LOG_LEVEL: 'loud' },
        encoding: 'utf8',
      },
    )
    assert.equal(status, 2)
    assert.deepEqual(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.split(' ', 2).join(' ')),
      ['CONFIG_INVALID PORT', 'CONFIG_INVALID LOG_LEVEL'],
    )
  })

  it('is read in src/config.ts and nowhere else in src', () => {
    const readers = readdirSync(new URL('src', ROOT), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => readFileSync(new URL(`src/${name}`, ROOT), 'utf8').includes('process.env'))
    // instrument.ts hands our defaults to the OpenTelemetry SDK, which reads nothing else.
    assert.deepEqual(readers.sort(), [
      'config.ts',
      'platform/telemetry/instrument.ts',
      'platform/telemetry/self-check.ts',
    ])
  })
})
