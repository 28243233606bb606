// Owner: paved-road
// A service that cannot start says why in one line, and ends.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

function start(env: Record<string, string>): { status: number | null; message: string } {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', './src/platform/start.mjs', 'src/main.ts'],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        DATABASE_URL: process.env.TEST_DATABASE_URL,
        LOG_FORMAT: 'json',
        PORT: '0',
        ...env,
      },
      encoding: 'utf8',
      timeout: 20_000,
    },
  )
  const { level, err } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  assert.equal(level, 'fatal')
  return { status, message: err.message }
}

describe('a service that cannot start', () => {
  it('in production, for want of a database', () => {
    const { status, message } = start({ NODE_ENV: 'production', DATABASE_URL: '' })
    assert.equal(status, 3)
    assert.match(message, /^DATABASE_URL_MISSING .*name the PostgreSQL to use/)
  })

  it('because its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    try {
      const { status, message } = start({ HOST: '127.0.0.1', PORT: String(port) })
      assert.equal(status, 3)
      assert.match(message, new RegExp(`^PORT_UNAVAILABLE 127.0.0.1:${port} .*set PORT`))
    } finally {
      other.close()
    }
  })

  it('because the database is not there', () => {
    const { status, message } = start({ DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none' })
    assert.equal(status, 3)
    assert.match(message, /ECONNREFUSED/)
  })
})
