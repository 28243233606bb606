// Makes a screenshot small: a palette of 256 colours is all that a page of text has, and a third of the bytes.
// https://www.w3.org/TR/png-3/
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const COLOURS = 256
const [TRUECOLOUR, WITH_PALETTE, WITH_ALPHA] = [2, 3, 6]

/** Of a PNG as Chromium takes it: eight bits a channel, opaque, not interlaced. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const palette = mostFrequent(pixels)
  const index = nearestIn(palette)
  const rows = Buffer.alloc((width + 1) * height) // each begins with its filter: 0, none
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = index(pixels[y * width + x] as number)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, WITH_PALETTE], 8)
  const colours = Buffer.from(palette.flatMap(channels))
  const data = deflateSync(rows, { level: 9 })
  const parts = [chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', data), chunk('IEND')]
  return Buffer.concat([SIGNATURE, ...parts])
}

/** Each pixel as 0xRRGGBB. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const data: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const [width, height, type] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]]
  if (type !== TRUECOLOUR && type !== WITH_ALPHA) throw new Error(`a PNG of colour type ${type}`)
  const size = type === TRUECOLOUR ? 3 : 4
  const raw = unfiltered(inflateSync(Buffer.concat(data)), width * size, height, size)
  const pixels = new Uint32Array(width * height)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = raw.readUIntBE(at * size, 3)
  return { width, height, pixels }
}

/** https://www.w3.org/TR/png-3/#9Filters */
function unfiltered(filtered: Buffer, length: number, height: number, size: number): Buffer {
  const raw = Buffer.alloc(length * height)
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (length + 1)]
    for (let x = 0; x < length; x += 1) {
      const at = y * length + x
      const left = x < size ? 0 : (raw[at - size] as number)
      const up = y === 0 ? 0 : (raw[at - length] as number)
      const corner = x < size || y === 0 ? 0 : (raw[at - length - size] as number)
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter as number] as number
      raw[at] = (filtered[y * (length + 1) + 1 + x] as number) + guess
    }
  }
  return raw
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(left + up - corner - each)) as [
    number,
    number,
    number,
  ]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function mostFrequent(pixels: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, COLOURS)
    .map(([colour]) => colour)
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour) => {
    let index = known.get(colour)
    if (index === undefined) {
      const distances = palette.map((other) => distance(colour, other))
      index = distances.indexOf(Math.min(...distances))
      known.set(colour, index)
    }
    return index
  }
}

function distance(one: number, other: number): number {
  const [a, b] = [channels(one), channels(other)]
  return a.reduce((sum, value, index) => sum + (value - (b[index] as number)) ** 2, 0)
}

const channels = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255]

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
