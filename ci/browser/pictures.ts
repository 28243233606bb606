// The pictures of the documentation, taken by the tests as they go: PICTURES=write node ci/test.ts browser
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { withPalette } from './png.ts'

export const wantsPictures = process.env.PICTURES === 'write'

const FOLDER = new URL('../../docs/pictures/console/', import.meta.url)
const LIMIT_BYTES = 150_000

/** Of what the window shows now. Nothing is done unless pictures are wanted. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!wantsPictures) return
  await page.mouse.move(0, 0) // nothing is pointed at
  const png = withPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  assert.ok(png.length < LIMIT_BYTES, `${name}.png has ${png.length} bytes`)
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(new URL(`${name}.png`, FOLDER), png)
}
