import type { RefObject } from 'preact'
import type { Keys } from '../parts/keys.ts'
import type { Viewed } from './use-view.ts'

/** As the help lists them. */
export const TOLD = [
  ['j ↓', 'next span'],
  ['k ↑', 'previous span'],
  ['PageDown PageUp Home End', 'farther'],
  ['←', 'collapse, or go to the parent'],
  ['→', 'expand, or go to the first child'],
  ['Enter', 'open the details'],
  ['Esc', 'close the details, leave the search'],
  ['e', 'next error'],
  ['E', 'previous error'],
  ['/', 'search names, services and details'],
  ['n', 'next match'],
  ['N', 'previous match'],
  ['c', 'collapse everything at the depth of the selected span, and expand again'],
  ['z', 'zoom to the selected span, and back'],
  ['?', 'these keys'],
] as const

export interface Place {
  readonly grid: RefObject<HTMLDivElement | null>
  /** Pixels of a row. */
  readonly height: number
  readonly showHelp: (open: boolean) => void
}

export function waterfallKeys(viewed: Viewed, { grid, height, showHelp }: Place): Keys {
  // Whoever listens hears which row is active only while the grid has the focus.
  const here = (act: () => void) => () => {
    grid.current?.focus({ preventScroll: true })
    act()
  }
  const page = () => Math.max(1, Math.floor((grid.current?.clientHeight ?? height) / height) - 2)
  const down = here(() => viewed.step(1))
  const up = here(() => viewed.step(-1))
  return {
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    PageDown: here(() => viewed.step(page())),
    PageUp: here(() => viewed.step(-page())),
    Home: here(() => viewed.step(-Infinity)),
    End: here(() => viewed.step(Infinity)),
    ArrowLeft: here(viewed.left),
    ArrowRight: here(viewed.right),
    Enter: here(() => viewed.detail(true)),
    Escape: here(() => viewed.detail(false)),
    e: here(() => viewed.error(1)),
    E: here(() => viewed.error(-1)),
    n: here(() => viewed.match(1)),
    N: here(() => viewed.match(-1)),
    c: here(viewed.collapse),
    z: here(viewed.zoomTo),
    '/': () => document.getElementById('trace-search')?.focus(),
    '?': () => showHelp(true),
  }
}
