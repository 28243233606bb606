export interface InSight {
  readonly first: number
  /** The row after the last. */
  readonly end: number
}

/** Rows beyond both edges, so that a quick scroll shows no gap. */
const BEYOND = 6

/** Rows for which it stays the same: most steps of a scroll then draw nothing. */
const BLOCK = 4

/** The rows to draw of a list that is scrolled by `scrollTop` pixels and shows `clientHeight` of them. */
export function rowsInSight(scrollTop: number, clientHeight: number, height: number): InSight {
  const first = Math.floor(Math.max(0, scrollTop) / height)
  const end = Math.ceil((scrollTop + clientHeight) / height)
  return {
    first: Math.max(0, Math.floor((first - BEYOND) / BLOCK) * BLOCK),
    end: Math.ceil((end + BEYOND) / BLOCK) * BLOCK,
  }
}

/**
 * How far to scroll so that a row is in sight below what stays above the rows: no further than needed to the next one, and
 * to one further away so that it has others around it.
 */
export function scrolledTo(
  index: number,
  { scrollTop, clientHeight }: { readonly scrollTop: number; readonly clientHeight: number },
  height: number,
  head: number,
): number {
  const top = index * height
  const bottom = top + height + head
  const above = scrollTop - top
  const below = bottom - scrollTop - clientHeight
  if (above <= 0 && below <= 0) return scrollTop
  if (Math.max(above, below) > height) return Math.max(0, top - (clientHeight - head) / 2)
  return above > 0 ? top : bottom - clientHeight
}
