/// <reference lib="dom" />
// What runs inside the page and not here: each function is sent there as text, so it may use nothing from outside it.
import type axeCore from 'axe-core'

export async function runAxe(): Promise<string[]> {
  const { axe } = window as unknown as { axe: typeof axeCore }
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** By how much the page is wider than its window. */
export function sidewaysPixels(): number {
  const { scrollWidth, clientWidth } = document.documentElement
  return scrollWidth - clientWidth
}

/** Elements that no page of ours has, and that markup in data would make. */
export function injectedElements(): string[] {
  return [
    ...document.querySelectorAll(
      'body script, iframe, marquee, [onerror], [onload], img:not([src="/icon.svg"])',
    ),
  ]
    .filter((element) => !(element instanceof HTMLScriptElement && element.src.startsWith(location.origin)))
    .map(({ outerHTML }) => outerHTML)
}
