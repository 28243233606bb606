// What a page does with telemetry and runbooks that somebody filled with markup: it shows them as the text they are.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { HOSTILE_SERVICE, type HostileTrace, MARKUP, sendHostile } from '../hostile.ts'
import { injectedElements } from '../inside.ts'
import { assertSound } from '../sound.ts'
import { look, type World } from '../world.ts'

const RUNBOOK = [
  '# <img src=x onerror=alert(7)>',
  ...MARKUP,
  '[a link](javascript:alert(8))',
  '[another]( data:text/html,<script>alert(9)</script>)',
  '![picture](https://example.com/pixel.png)',
  '<https://example.com/"onmouseover="alert(10)>',
  '```promql\n</pre><script>alert(11)</script>\n```',
  '| <b>x</b> | y |\n| --- | --- |\n| <svg onload=alert(12)> | z |',
].join('\n\n')

export function hostile(world: () => World): void {
  describe('markup in names, attributes, log bodies and runbooks', () => {
    let sent: HostileTrace
    before(async () => {
      const { service } = world()
      sent = await sendHostile(service.consoleUrl)
      writeFileSync(join(service.dir, 'runbooks/hostile.md'), RUNBOOK)
    })
    const pages: Record<string, () => string> = {
      overview: () => '/',
      traces: () => `/traces?service=${encodeURIComponent(HOSTILE_SERVICE)}`,
      'filters of traces': () =>
        `/traces?${MARKUP.map((text) => `attr=${encodeURIComponent(text)}`).join('&')}`,
      trace: () => `/traces/${sent.traceId}?span=${sent.root}`,
      logs: () => `/logs?trace_id=${sent.traceId}`,
      metrics: () => '/metrics',
      objectives: () => `/objectives?service=${encodeURIComponent(HOSTILE_SERVICE)}`,
      map: () => '/map',
      runbook: () => `/runbooks/${world().service.name}/hostile`,
    }
    for (const [name, path] of Object.entries(pages))
      it(`is text on the page ${name}`, async () => {
        await look(world(), path(), async (page, { troubles }) => {
          await page
            .getByRole('main')
            .getByText(/<(img|b|script)/)
            .first()
            .waitFor({ state: 'attached' })
          await page.waitForTimeout(300) // what ran would have to come about
          assert.deepEqual(await page.evaluate(injectedElements), [])
          assert.deepEqual(troubles, [])
          await assertSound(page, `${name} with markup`)
        })
      })
  })
}
