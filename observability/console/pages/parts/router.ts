// Where the reader is: the address bar is the only state that pages share, so that every view can be linked to, reloaded
// and gone back from.
import { computed, signal } from '@preact/signals'

/** What a page is given: the parts of its address that its pattern names. */
export interface PageProps {
  readonly parameters: Readonly<Record<string, string>>
}

const address = signal(new URL(location.href))
addEventListener('popstate', () => {
  address.value = new URL(location.href)
})

export const path = computed(() => address.value.pathname)
export const query = computed(() => address.value.searchParams)

/** Goes to another page, or with `replace` changes this one without a step in the history. */
export function go(href: string, { replace = false } = {}): void {
  const next = new URL(href, location.href)
  if (next.href === location.href) return
  history[replace ? 'replaceState' : 'pushState'](null, '', next)
  const moved = next.pathname !== address.value.pathname
  address.value = next
  if (moved) {
    scrollTo(0, 0)
    // Whoever listens instead of looking hears that the page is another one.
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
  }
}

/** The address of this page with some parameters changed; undefined or '' takes one away. */
export function withQuery(changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URL(address.value)
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.searchParams.set(name, value)
    else next.searchParams.delete(name)
  }
  return next.pathname + next.search
}

/** Links of the console itself are followed without loading anything anew. */
export function followed(event: MouseEvent): void {
  const link = (event.target as Element).closest('a')
  if (!link || event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  if (link.hasAttribute('target') || link.hasAttribute('download')) return
  // Of the attribute: a link in SVG knows no parts of its address.
  const to = new URL(link.getAttribute('href') ?? '', location.href)
  if (to.origin !== location.origin || to.pathname.startsWith('/api/')) return
  const here = to.pathname === location.pathname && to.search === location.search
  // Within the page the browser knows the way.
  if (here && to.hash) return
  event.preventDefault()
  go(to.href)
}
