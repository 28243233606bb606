/** 0.999 → "99.9%". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}%`
}

/** Seconds in the largest two units that fit: "2d 2h". */
export function span(seconds: number): string {
  const parts: string[] = []
  let rest = Math.round(seconds)
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
    if (parts.length === 2) break
  }
  return parts.join(' ') || '0s'
}
