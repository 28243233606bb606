// What holds for every page, whatever it shows.
import { before, describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { picture } from '../pictures.ts'
import { assertSound } from '../sound.ts'
import { NARROW, WIDE } from '../visit.ts'
import { look, spanIdOf, type World } from '../world.ts'

interface Shown {
  readonly name: string
  readonly path: (world: World) => string
  /** There when the page has its data. */
  readonly there: (page: Page) => { waitFor(): Promise<void> }
}

let slowQuery = ''

const PAGES: readonly Shown[] = [
  {
    name: 'overview',
    path: () => '/',
    there: (page) => page.getByRole('table', { name: 'Services' }),
  },
  {
    name: 'traces',
    path: () => '/traces',
    there: (page) => page.getByRole('grid', { name: 'Traces' }),
  },
  {
    name: 'trace',
    path: ({ exchange }) => `/traces/${exchange('slow').traceId}?span=${slowQuery}`,
    there: (page) => page.getByRole('region', { name: 'Database statement' }),
  },
  {
    name: 'metrics',
    path: () => `/metrics?minutes=5&route=${encodeURIComponent('GET /orders/:id')}`,
    there: (page) => page.getByRole('figure', { name: /^Duration/ }),
  },
  { name: 'logs', path: () => '/logs', there: (page) => page.getByRole('grid', { name: 'Logs' }) },
  {
    name: 'objectives',
    path: ({ service }) => `/objectives?service=${service.name}`,
    there: (page) => page.getByRole('article').first(),
  },
  {
    name: 'map',
    path: () => '/map',
    there: (page) => page.getByRole('table', { name: 'Calls', exact: true }),
  },
  {
    name: 'runbook',
    path: ({ service }) => `/runbooks/${service.name}/availability-fast-burn`,
    there: (page) => page.getByRole('article', { name: 'Runbook' }),
  },
]

/** Taken besides those in light at a desk. */
const ALSO_PICTURED = { dark: ['trace'], narrow: ['overview'] }

export function everyPage(world: () => World): void {
  describe('every page, light and dark, at a desk and on a telephone', () => {
    before(async () => {
      slowQuery = await spanIdOf(world(), world().exchange('slow').traceId, 'select orders')
    })
    for (const { name, path, there } of PAGES)
      it(`${name} breaks no rule of accessibility, and scrolls in one direction`, async () => {
        await look(world(), path(world()), async (page) => {
          await there(page).waitFor()
          for (const [form, viewport] of Object.entries({ wide: WIDE, narrow: NARROW }))
            for (const colours of ['light', 'dark'] as const) {
              await page.setViewportSize(viewport)
              await page.emulateMedia({ colorScheme: colours })
              await page.waitForTimeout(100) // charts are drawn anew
              await assertSound(page, `${name}, ${form}, ${colours}`)
              const shot = pictureOf(name, form, colours)
              if (shot) await picture(page, shot)
            }
        })
      })
  })
}

function pictureOf(name: string, form: string, colours: string): string | undefined {
  if (form === 'wide' && colours === 'light') return name
  if (form === 'wide' && ALSO_PICTURED.dark.includes(name)) return `${name}-dark`
  if (colours === 'light' && ALSO_PICTURED.narrow.includes(name)) return `${name}-narrow`
  return undefined
}
