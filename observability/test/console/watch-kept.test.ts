import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { createWatch } from '../../console/objectives/index.ts'
import { eventually, model, QUICK, SERVICE, watching, working } from './watch/watching.ts'

describe('what is kept in a folder', () => {
  const folderFor = (t: TestContext) => {
    const folder = mkdtempSync(join(tmpdir(), 'paved-road-watch-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }
  const lived = async (t: TestContext, persist: string) => {
    const { watch } = watching(t, { persist })
    watch.objectives(model)
    watch.target(await working(t, { good: 10, failed: 10 }))
    await eventually(() => watch.alerts().alerts.length >= 4, 'its alerts fire')
    watch.close()
    return watch
  }

  it('outlives the console: budget, alerts, samples and versions', async (t) => {
    const folder = folderFor(t)
    const before = await lived(t, folder)
    const told: string[] = []
    const after = createWatch({ ...QUICK, persist: folder, tell: (text) => told.push(text) })
    after.objectives(model)
    assert.deepEqual(told, [])
    assert.deepEqual(after.slos(), before.slos())
    assert.deepEqual(after.alerts(), before.alerts())
    assert.deepEqual(after.deploys(), before.deploys())
    assert.equal(after.persistedBytes(), readFileSync(join(folder, readdirSync(folder)[0] ?? '')).length)
  })

  it('counts for the budget when the console starts again hours later, and alerts begin anew', async (t) => {
    const folder = folderFor(t)
    const before = await lived(t, folder)
    const HOURS_MS = 5 * 3_600_000
    const { watch } = watching(t, { persist: folder, now: () => Date.now() + HOURS_MS })
    watch.objectives(model)
    const at = before.slos().evaluatedAt ?? 0
    await eventually(() => (watch.slos().evaluatedAt ?? 0) > at + HOURS_MS, 'it is evaluated')
    const events = (of: typeof watch) => of.slos(SERVICE).slos[0]?.budget?.events ?? 0
    assert.ok(Math.abs(events(watch) / events(before) - 1) < 0.5, `${events(watch)} of ${events(before)}`)
    assert.deepEqual(
      watch.alerts().alerts.filter(({ since }) => since <= at),
      [],
    )
  })

  it('waits for objectives that others were looked at instead of', async (t) => {
    const folder = folderFor(t)
    const before = await lived(t, folder)
    const other = { ...model, services: [], slos: [] }
    for (const run of ['one', 'another']) {
      const { watch } = watching(t, { persist: folder })
      watch.objectives(other)
      watch.close()
      assert.ok(watch.persistedBytes() > 1_000, run)
    }
    const after = createWatch({ ...QUICK, persist: folder })
    after.objectives(model)
    assert.deepEqual(after.slos().slos[0]?.since, before.slos().slos[0]?.since)
    assert.deepEqual(after.slos().slos[0]?.history, before.slos().slos[0]?.history)
    after.close()
    const kept = readFileSync(join(folder, 'objectives.state'))
    const years = 2 * 365 * 86_400_000
    const late = createWatch({ ...QUICK, persist: folder, now: () => Date.now() + years })
    late.close()
    assert.ok(late.persistedBytes() < after.persistedBytes() - 1_000, 'but not for ever')
    writeFileSync(join(folder, 'objectives.state'), kept)
    const narrow = createWatch({ ...QUICK, persist: folder, recordedBytes: 1 })
    narrow.close()
    assert.ok(narrow.persistedBytes() < after.persistedBytes() - 1_000, 'and not beyond the room for it')
  })

  it('is told of and left alone where it is damaged, of another version, or of a time to come', async (t) => {
    const folder = folderFor(t)
    await lived(t, folder)
    const [name = ''] = readdirSync(folder)
    const good = readFileSync(join(folder, name))
    const damaged = Buffer.from(good)
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 3) ^ 1, damaged.length - 3)
    const tellsOf = (bytes: Uint8Array, now = Date.now) => {
      writeFileSync(join(folder, name), bytes)
      const told: string[] = []
      const watch = createWatch({ persist: folder, now, tell: (text) => told.push(text) })
      watch.objectives(model)
      assert.equal(watch.slos().slos[0]?.budget, null)
      return told.join()
    }
    assert.match(tellsOf(damaged), /cannot be read: it is damaged; they begin anew$/)
    assert.match(tellsOf(good.subarray(0, good.length - 8)), /it is damaged/)
    assert.match(
      tellsOf(Buffer.from(good.toString('latin1').replace('version 1', 'version 0'), 'latin1')),
      /another version/,
    )
    assert.match(tellsOf(Buffer.alloc(0)), /another version/)
    assert.match(
      tellsOf(good, () => 1_000),
      /a time that is yet to come/,
    )
  })

  it('leaves nothing half-written behind where it cannot be kept, and tells', (t) => {
    const folder = folderFor(t)
    mkdirSync(join(folder, 'objectives.state'))
    const told: string[] = []
    createWatch({ persist: folder, tell: (text) => told.push(text) }).close()
    assert.match(told.at(-1) ?? '', /^budgets and alerts cannot be kept in /)
    assert.deepEqual(readdirSync(folder), ['objectives.state'])
  })
})
