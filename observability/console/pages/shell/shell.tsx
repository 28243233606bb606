// The frame around every page: navigation, the page that the address is of, and whether the console still answers.
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentType } from 'preact'
import { connected } from '../data/live.ts'
import { followed, type PageProps, path } from '../parts/router.ts'
import { Firing } from './firing.tsx'
import { PAGES } from './pages.ts'
import './shell.css'
import { ThemeSwitch } from '../parts/theme-switch.tsx'

interface Shown extends PageProps {
  readonly at: string
  readonly Page: ComponentType<PageProps> | 'unknown' | 'failed'
}

export function Shell() {
  const shown = useSignal<Shown | undefined>(undefined)
  useSignalEffect(() => {
    const at = path.value
    void open(at).then((page) => {
      if (path.peek() === at) shown.value = page
    })
  })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: catches clicks on links in it, which keys make too
    <div class="shell" onClick={followed}>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header>
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="20" height="20" /> paved-road
        </a>
        <nav aria-label="Pages">
          {PAGES.flatMap(({ href, title, pattern }) =>
            href
              ? [
                  <a key={href} href={href} aria-current={pattern.test(path.value) ? 'page' : undefined}>
                    {title}
                  </a>,
                ]
              : [],
          )}
        </nav>
        <Firing />
        <ThemeSwitch />
      </header>
      <p class="offline" role="status" hidden={connected.value}>
        The console does not answer. Pages show what it said last, and go on when it is back.
      </p>
      <main id="content" tabIndex={-1}>
        {shown.value && <Body {...shown.value} />}
      </main>
    </div>
  )
}

function Body({ Page, parameters, at }: Shown) {
  if (Page === 'unknown') return <p class="empty">There is no page here.</p>
  if (Page === 'failed') return <p class="empty">This page could not be loaded: reload it.</p>
  return <Page key={at} parameters={parameters} />
}

async function open(at: string): Promise<Shown> {
  for (const { title, pattern, load } of PAGES) {
    const match = pattern.exec(at)
    if (!match) continue
    document.title = `${title} · paved-road console`
    const parameters = { ...match.groups }
    try {
      return { at, parameters, Page: (await load()).default }
    } catch {
      return { at, parameters, Page: 'failed' }
    }
  }
  return { at, parameters: {}, Page: 'unknown' }
}
