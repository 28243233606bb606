// How colours differ to people. Colours are #rrggbb.

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

/** Of linear RGB: as it is, without red (protanopia), without green (deuteranopia); Machado et al. 2009, severity 1.0. */
export const SIGHTS: readonly Matrix[] = [
  [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
]

/** CIE XYZ of linear sRGB, white of D65. */
const XYZ: Matrix = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
]

/** WCAG 2.2: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [one, other]
    .map((colour) => times(XYZ, linear(colour))[1])
    .sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** CIE76, as a sight has it. */
export function difference(one: string, other: string, sight: Matrix): number {
  const [a, b] = [lab(one, sight), lab(other, sight)]
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

function lab(colour: string, sight: Matrix): Triple {
  const seen = map(times(sight, linear(colour)), (value) => Math.min(1, Math.max(0, value)))
  const [x, y, z] = times(XYZ, seen)
  const [fx, fy, fz] = map([x / 0.95047, y, z / 1.08883], (t) =>
    t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116,
  )
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

function linear(colour: string): Triple {
  const at = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16) / 255
  return map([at(1), at(3), at(5)], (value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
}

const map = ([a, b, c]: Triple, by: (value: number) => number): Triple => [by(a), by(b), by(c)]

const times = (matrix: Matrix, [a, b, c]: Triple): Triple => [
  matrix[0][0] * a + matrix[0][1] * b + matrix[0][2] * c,
  matrix[1][0] * a + matrix[1][1] * b + matrix[1][2] * c,
  matrix[2][0] * a + matrix[2][1] * b + matrix[2][2] * c,
]
