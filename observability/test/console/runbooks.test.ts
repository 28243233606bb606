import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Console, startConsole } from '../../console/server.ts'

describe('the runbooks of the service that the console is started in', () => {
  let console: Console
  before(async () => {
    const runbooks = fileURLToPath(new URL('../../../templates/service/runbooks', import.meta.url))
    console = await startConsole({ port: 0, runbooks })
  })
  after(() => console.close())

  it('are shown where alerts lead that know no repository', async () => {
    const response = await fetch(`${console.url}/runbooks/acme-orders/availability-fast-burn`)
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/markdown; charset=utf-8')
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    assert.match(await response.text(), /SloAvailabilityFastBurn/)
  })

  it('are all that is shown of any folder', async () => {
    for (const page of ['nothing', '..%2f..%2fpackage', '..', 'availability-fast-burn.md', '%00', 'a/b']) {
      const response = await fetch(`${console.url}/runbooks/acme-orders/${page}`)
      assert.equal(response.status, 404, page)
    }
  })
})
