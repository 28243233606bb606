import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { CodedError } from '../core/errors.ts'
import { locked } from '../core/lock.ts'
import {
  borrowPackages,
  executable,
  run,
  runInDeletedFolder,
  runUnprivileged,
  stamped,
  temporary,
} from './support/run.ts'

const LOCK = '.paved-road/.lock'

/** Of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid

describe('paved-road module, several at once', () => {
  it('wires all of them in, and records all', async () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    borrowPackages(service)
    const names = ['apples', 'pears', 'plums', 'quinces']
    const codes = await Promise.all(
      names.map(async (name) => {
        const child = spawn(process.execPath, [executable('module'), name], { cwd: service, stdio: 'ignore' })
        const [code] = await once(child, 'close')
        return code
      }),
    )
    assert.deepEqual(codes, [0, 0, 0, 0])
    const read = (path: string) => readFileSync(join(service, path), 'utf8')
    const { files } = JSON.parse(read('.paved-road/manifest.json'))
    for (const name of names) {
      assert.ok(read('src/main.ts').includes(`${name}(database.knex)`), name)
      assert.ok(read('docs/openapi.json').includes(`"/${name}"`), name)
      assert.ok(`src/modules/${name}/index.ts` in files, name)
    }
    assert.equal(existsSync(join(service, LOCK)), false)
    const tsc = spawnSync(join(service, 'node_modules/.bin/tsc'), { cwd: service, encoding: 'utf8' })
    assert.equal(tsc.status, 0, tsc.stdout)
  })

  it('is not held up by the lock of one that died', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    writeFileSync(join(service, LOCK), String(deadPid()))
    assert.equal(run('module', ['apples'], { cwd: service }).status, 0)
    assert.equal(existsSync(join(service, LOCK)), false)
  })
})

describe('a lock', () => {
  const patience = { waitMs: 150, busy: 'Waiting' }

  it('is waited for only so long, and names its holder', () => {
    using folder = temporary()
    const lock = join(folder.path, 'lock')
    writeFileSync(lock, String(process.pid))
    assert.throws(
      () => locked(lock, patience, () => assert.fail('it is held')),
      (error) => {
        assert.ok(error instanceof CodedError)
        assert.equal(error.exitCode, 3)
        assert.match(
          String(error),
          new RegExp(`^LOCKED ${lock} is held by process ${process.pid}, .*: wait for it`),
        )
        return true
      },
    )
    assert.equal(readFileSync(lock, 'utf8'), String(process.pid))
  })

  it('without a holder is cleared once it is old, and not before', () => {
    using folder = temporary()
    const lock = join(folder.path, 'lock')
    writeFileSync(lock, '')
    assert.throws(() => locked(lock, patience, () => {}), { code: 'LOCKED' })
    utimesSync(lock, 0, 0)
    assert.equal(
      locked(lock, patience, () => 'done'),
      'done',
    )
  })

  it('is given back by work that fails', () => {
    using folder = temporary()
    const lock = join(folder.path, 'lock')
    const fail = () => {
      throw new Error('broken')
    }
    assert.throws(() => locked(lock, patience, fail), /broken/)
    assert.deepEqual(folder.list(), [])
  })
})

describe('paved-road module, where it may not work', () => {
  it('says whose files cannot be read or written', () => {
    using folder = temporary()
    chmodSync(folder.path, 0o755)
    const service = stamped(folder.path, 'shop-api')
    const src = join(service, 'src')
    const unwritable = [service, join(service, '.paved-road')]
    for (const path of unwritable) chmodSync(path, 0o555)
    const write = runUnprivileged('module', ['apples'], service)
    assert.equal(write.status, 2, write.stderr)
    assert.match(write.stderr, new RegExp(`^TARGET_NOT_WRITABLE ${service} `))
    for (const path of unwritable) chmodSync(path, 0o755)

    for (const [closed, named] of [
      [src, src],
      [join(service, '.paved-road'), join(service, '.paved-road/answers.json')],
    ] as const) {
      chmodSync(closed, process.getuid?.() === 0 ? 0o700 : 0)
      const read = runUnprivileged('module', ['apples', '--dry-run'], service)
      chmodSync(closed, 0o755)
      assert.equal(read.status, 2, read.stderr)
      assert.ok(read.stderr.startsWith(`SERVICE_UNREADABLE ${named} may not be read `), read.stderr)
      assert.match(read.stderr, /: change who may read it/)
      assert.equal(read.stderr.split('\n').length, 2)
    }
  })

  it('says that its own folder is gone', () => {
    using folder = temporary()
    const { status, stderr } = runInDeletedFolder('module', ['apples'], folder.path)
    assert.equal(status, 2, stderr)
    assert.match(stderr, /^FOLDER_GONE \/.*gone /)
    assert.equal(stderr.split('\n').length, 2)
  })
})
