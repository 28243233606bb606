/// <reference lib="dom" />
// What runs inside the page and not here: each function is sent there as text, so it may use nothing from outside it.

declare global {
  interface Window {
    interactiveAt?: number
    longTasks?: number[]
  }
}

/**
 * Run before the page's own scripts. Leaves in `window.interactiveAt` the milliseconds from the start of the navigation
 * until `text` is on the page, painted, and the main thread is idle; a task over 50 ms in the half second after that
 * moves it to the task's end.
 */
export function watchInteractive(text: string): void {
  let idleAt = 0
  let busyUntil = 0
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      busyUntil = Math.max(busyUntil, startTime + duration)
  }).observe({ type: 'longtask', buffered: true })

  const shown = () => document.querySelector('main')?.textContent?.includes(text)
  const observer = new MutationObserver(() => {
    if (!shown()) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => requestIdleCallback(settle)))
  })
  observer.observe(document, { childList: true, subtree: true, characterData: true })

  const settle = () => {
    idleAt = performance.now()
    setTimeout(() => {
      window.interactiveAt = Math.max(idleAt, busyUntil)
    }, 500)
  }
}

/** Milliseconds of each task over 50 ms from now on, in `window.longTasks`. */
export function watchLongTasks(): void {
  const tasks: number[] = []
  window.longTasks = tasks
  new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ duration }) => duration))
  }).observe({ type: 'longtask' })
}

/** When a mark was first set, in milliseconds since the navigation; undefined where it was not. */
export function markAt(name: string): number | undefined {
  return performance.getEntriesByName(name, 'mark')[0]?.startTime
}

/** The middle of the tallest thing that scrolls, in pixels of the window, and how far it scrolls. */
export function tallestScroller(): { x: number; y: number; pixels: number } {
  const hidden = (element: Element) => element.scrollHeight - element.clientHeight
  const scrolls = (element: Element) =>
    element === document.scrollingElement || /auto|scroll/.test(getComputedStyle(element).overflowY)
  const [tallest = document.documentElement] = [...document.querySelectorAll('*')]
    .filter(scrolls)
    .sort((a, b) => hidden(b) - hidden(a))
  const { left, top, right, bottom } = tallest.getBoundingClientRect()
  return {
    x: (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
    y: (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
    pixels: hidden(tallest),
  }
}

/** How far the tallest thing that scrolls has been scrolled. */
export function scrolledPixels(): number {
  return Math.max(...[...document.querySelectorAll('*')].map(({ scrollTop }) => scrollTop))
}
