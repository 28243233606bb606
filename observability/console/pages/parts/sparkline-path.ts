// The small picture of a series as an SVG path, in a box of `width` by `height`. Zero is the floor, so that two pictures
// beside each other can be compared in shape; a gap in the series is a gap in the line.

export function sparklinePath(
  values: readonly (number | null)[],
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const top = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0) || 1
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let path = ''
  let drawing = false
  values.forEach((value, at) => {
    if (value === null) {
      drawing = false
      return
    }
    const x = round(at * step)
    const y = round(height - (value / top) * height)
    // A point between two gaps is drawn too: a line of no length with round ends.
    path += drawing ? `L${x} ${y}` : `M${x} ${y}h0`
    drawing = true
  })
  return path
}

const round = (value: number): number => Math.round(value * 10) / 10
