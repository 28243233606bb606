// The console follows what the folders of services say while it runs.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { Folders } from '../../console/engine/folders.ts'
import { FILES } from '../../slo/names.ts'
import { model, SERVICE, watching } from './watch/watching.ts'

describe('a folder of services', () => {
  function following(t: TestContext) {
    const all = mkdtempSync(join(tmpdir(), 'paved-road-folders-'))
    t.after(() => rmSync(all, { recursive: true, force: true }))
    const folder = join(all, SERVICE)
    mkdirSync(folder)
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
    const { services, slos } = model
    write(FILES.model, JSON.stringify({ version: 1, services, slos }))
    write('targets.json', '["127.0.0.1:1", "127.0.0.1:2"]')
    const { watch } = watching(t)
    const folders = new Folders(watch, (text) => assert.fail(text))
    folders.add(all)
    const scraped = () => {
      folders.refresh()
      return [...watch.services()]
        .flatMap(({ targets }) => targets.map(({ url }) => new URL(url).port))
        .sort()
    }
    return { folder, write, watch, scraped }
  }

  it('has the targets scraped that it names, and no longer those that it does not', (t) => {
    const { write, scraped } = following(t)
    assert.deepEqual(scraped(), ['1', '2'])
    write('targets.json', '["127.0.0.1:2", "127.0.0.1:3"]')
    assert.deepEqual(scraped(), ['2', '3'])
    write('targets.json', '["127.0.')
    assert.deepEqual(scraped(), ['2', '3'], 'one that is being written is as it was')
  })

  it('takes a service with it that goes, but not what was named otherwise', (t) => {
    const { folder, watch, scraped } = following(t)
    watch.target('http://127.0.0.1:2')
    assert.equal(watch.slos().slos.length, model.slos.length)
    rmSync(folder, { recursive: true })
    assert.deepEqual(scraped(), ['2'])
    assert.deepEqual(watch.slos().slos, [])
  })
})
