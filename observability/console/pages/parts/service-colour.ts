// Which colour stands for which service. A service is named beside its colour wherever it matters: the colour only helps
// the eye to follow it.

/** As many as parts/service-colour.css has. */
export const COLOURS = 8

/** A class for each name. Mostly the same on every page: by the name, and the next free one where that is taken. */
export function serviceColours(names: Iterable<string>): ReadonlyMap<string, string> {
  const colours = new Map<string, string>()
  const taken = new Set<number>()
  for (const name of names) {
    if (colours.has(name)) continue
    let slot = hash(name) % COLOURS
    while (taken.size < COLOURS && taken.has(slot)) slot = (slot + 1) % COLOURS
    taken.add(slot)
    colours.set(name, `service-${slot}`)
  }
  return colours
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193)
  return sum >>> 0
}
