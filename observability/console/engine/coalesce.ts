import type { Change } from '../contract.ts'

type Kind = Change['changed'][number]

/** At most one telling in so many milliseconds: the first at once, what comes after it together. */
export function coalesce(tell: (changed: Kind[]) => void, everyMs: number): (kind: Kind) => void {
  const waiting = new Set<Kind>()
  let resting: NodeJS.Timeout | undefined
  const send = () => {
    resting = undefined
    if (waiting.size === 0) return
    tell([...waiting])
    waiting.clear()
    resting = setTimeout(send, everyMs)
    resting.unref()
  }
  return (kind) => {
    waiting.add(kind)
    if (resting === undefined) send()
  }
}
