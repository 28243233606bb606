import { useRef } from 'preact/hooks'

/** The time, which stands still for a list that does: what "the last five minutes" are would move it. */
export function useClock(paused: boolean): number {
  const now = useRef(Date.now())
  if (!paused) now.current = Date.now()
  return now.current
}
