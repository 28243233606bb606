// Brent's method (Algorithms for Minimization without Derivatives, 1973, chapter 4): where a function changes its sign.

interface Point {
  readonly x: number
  readonly y: number
}

/** Between `low` and `high`, where the signs must differ; to within `tolerance`, on whichever side of a jump it ends. */
export function rootOf(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  const at = (x: number): Point => ({ x, y: f(x) })
  let [far, near] = nearestLast(at(low), at(high))
  let [before, earlier] = [far, far]
  let bisected = true
  while (near.y !== 0 && Math.abs(near.x - far.x) > tolerance) {
    const guess = interpolated(near, far, before)
    const last: number = bisected ? near.x - before.x : before.x - earlier.x
    const good: boolean =
      isBetween(guess, (3 * far.x + near.x) / 4, near.x) &&
      Math.abs(guess - near.x) < Math.abs(last) / 2 &&
      Math.abs(last) >= tolerance
    bisected = !good
    const next = at(good ? guess : (far.x + near.x) / 2)
    ;[earlier, before] = [before, near]
    const changes = Math.sign(far.y) !== Math.sign(next.y)
    ;[far, near] = changes ? nearestLast(far, next) : nearestLast(next, near)
  }
  return near.x
}

const nearestLast = (a: Point, b: Point): [Point, Point] => (Math.abs(a.y) < Math.abs(b.y) ? [b, a] : [a, b])

/** Where a curve through the points is zero: a line through two, x as a parabola of y through three. */
function interpolated(near: Point, far: Point, third: Point): number {
  if (third.y === far.y || third.y === near.y) return near.x - (near.y * (near.x - far.x)) / (near.y - far.y)
  const part = (of: Point, a: Point, b: Point) => (of.x * a.y * b.y) / ((of.y - a.y) * (of.y - b.y))
  return part(far, near, third) + part(near, far, third) + part(third, far, near)
}

const isBetween = (x: number, a: number, b: number): boolean => x > Math.min(a, b) && x < Math.max(a, b)
