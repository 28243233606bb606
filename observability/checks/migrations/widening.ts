// Types that hold all that another holds, and that a client reads the same: text stays text, a JavaScript number stays
// one. `integer` → `bigint` does not, for node-postgres reads a bigint as a string.

interface Parts {
  readonly base: string
  readonly sizes: readonly number[]
}

/** Digits of fractions of a second where none are said. */
const FULL_PRECISION = 6
const NUMBERS = ['smallint', 'integer']
const FLOATS = ['real', 'double precision']

export function isWider(before: string, after: string): boolean {
  if (before === after) return true
  const [was, is] = [partsOf(before), partsOf(after)]
  if (was.base === 'character varying')
    return is.base === 'text' || (is.base === was.base && sizeOf(is) >= sizeOf(was))
  if (was.base !== is.base) return [NUMBERS, FLOATS].some((order) => follows(order, was.base, is.base))
  if (/^(timestamp|time|interval)\b/.test(was.base))
    return (is.sizes[0] ?? FULL_PRECISION) >= (was.sizes[0] ?? FULL_PRECISION)
  if (was.base === 'bit varying') return sizeOf(is) >= sizeOf(was)
  // As many digits before the point, and after it neither more, which change what is read, nor fewer.
  return was.base === 'numeric' && is.sizes[1] === was.sizes[1] && sizeOf(is) >= sizeOf(was)
}

/** `timestamp(3) with time zone` → base `timestamp with time zone`, sizes [3]. */
function partsOf(type: string): Parts {
  const [, sizes] = /\(([\d,]+)\)/.exec(type) ?? []
  return { base: type.replace(/\([\d,]+\)/, ''), sizes: sizes?.split(',').map(Number) ?? [] }
}

const sizeOf = ({ sizes }: Parts): number => sizes[0] ?? Number.POSITIVE_INFINITY

const follows = (order: readonly string[], before: string, after: string): boolean =>
  order.includes(before) && order.indexOf(after) > order.indexOf(before)
