// Arithmetic without rounding.

export interface Fraction {
  readonly numerator: bigint
  /** Above 0. */
  readonly denominator: bigint
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  const divisor = (denominator < 0n ? -1n : 1n) * (a === 0n ? 1n : a)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

export const fraction = (numerator: number, denominator: number): Fraction =>
  reduced(BigInt(numerator), BigInt(denominator))

export const zero = fraction(0, 1)
export const one = fraction(1, 1)

export const plus = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { ...b, numerator: -b.numerator })
export const times = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.numerator * b.numerator, a.denominator * b.denominator)
export const over = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.numerator * b.denominator, a.denominator * b.numerator)

/** `exponent`: a whole number, below 0 as well. */
export function power(base: Fraction, exponent: number): Fraction {
  const size = BigInt(Math.abs(exponent))
  const raised = { numerator: base.numerator ** size, denominator: base.denominator ** size }
  return exponent < 0
    ? reduced(raised.denominator, raised.numerator)
    : reduced(raised.numerator, raised.denominator)
}

/** As near as a double comes, however long the two numbers are. */
export function toNumber({ numerator, denominator }: Fraction): number {
  const negative = numerator < 0n
  const size = negative ? -numerator : numerator
  const bits = 64 - (size.toString(2).length - denominator.toString(2).length)
  const scaled = bits > 0 ? (size << BigInt(bits)) / denominator : size / (denominator << BigInt(-bits))
  return (negative ? -1 : 1) * Number(scaled) * 2 ** -bits
}
