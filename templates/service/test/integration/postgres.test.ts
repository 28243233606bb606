// Owner: paved-road
// The PostgreSQL that development and tests start for themselves.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pg from 'pg'
import { startPostgres } from '../../development/postgres.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
mkdirSync(join(ROOT, '.data'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.data/launcher-'))
chmodSync(folder, 0o755)
const place = pathToFileURL(`${folder}/`)

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', () => {
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is real, keeps its data between starts, and tells its address to its owner alone', async () => {
    const first = await startPostgres(place)
    assert.match(JSON.stringify(await query(first.url, 'select version()')), /PostgreSQL 1\d/)
    await query(first.url, 'create table kept (id int); insert into kept values (1)')
    const file = join(folder, 'database-url')
    assert.equal(readFileSync(file, 'utf8'), first.url)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    await first.release()

    const second = await startPostgres(place)
    assert.deepEqual(await query(second.url, 'select id from kept'), [{ id: 1 }])
    await second.release()
    await assert.rejects(query(second.url, 'select 1'))
  })

  it('is found again, with every row, after its starter was killed', async () => {
    const starter = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { startPostgres } = await import('./development/postgres.ts')
         await startPostgres(new URL(${JSON.stringify(place.href)}))
         process.stdout.write('up')
         setInterval(() => {}, 1000)`,
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(starter.stdout, 'data')
    const url = readFileSync(join(folder, 'database-url'), 'utf8')
    await query(url, 'insert into kept values (2)')
    starter.kill('SIGKILL')
    await once(starter, 'exit')

    const found = await startPostgres(place)
    assert.equal(found.url, url)
    assert.deepEqual(await query(found.url, 'select id from kept order by id'), [{ id: 1 }, { id: 2 }])
    await found.release()
  })

  it('is made once when several processes start it together, and runs until the last of them has left', async () => {
    const fresh = pathToFileURL(`${folder}/together/`)
    const script = `const { startPostgres } = await import('./development/postgres.ts')
      const { url, release } = await startPostgres(new URL(${JSON.stringify(fresh.href)}))
      process.stdout.write(url)
      process.stdin.once('data', async () => { await release(); process.exit(0) })`
    const starters = [1, 2, 3].map(() =>
      spawn(process.execPath, ['--input-type=module', '-e', script], {
        cwd: ROOT,
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    )
    const urls = await Promise.all(
      starters.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])),
    )
    assert.equal(new Set(urls).size, 1)
    const [url = ''] = urls
    for (const starter of starters) {
      assert.equal((await query(url, 'select 1')).length, 1)
      starter.stdin.end('leave')
      assert.deepEqual(await once(starter, 'exit'), [0, null])
    }
    await assert.rejects(query(url, 'select 1'))
  })

  it('recovers from a crash of its own and from a pid file that it left', async () => {
    const first = await startPostgres(place)
    const file = join(folder, 'postgres/data/postmaster.pid')
    const [pid] = readFileSync(file, 'utf8').split('\n')
    await query(first.url, 'insert into kept values (3)')
    process.kill(Number(pid), 'SIGKILL')
    const second = await startPostgres(place)
    assert.equal((await query(second.url, 'select id from kept')).length, 3)
    await second.release()

    writeFileSync(file, `${process.pid}\n${folder}\n0\n1\n`) // the pid now belongs to another program
    const third = await startPostgres(place)
    assert.equal((await query(third.url, 'select id from kept')).length, 3)
    await third.release()
  })
})
