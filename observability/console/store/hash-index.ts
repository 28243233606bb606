// From a hash to numbers: open addressing in typed arrays, whose size is known and in which a garbage collector finds
// nothing to do. Whether a number is the one that was meant, the caller knows.

const EMPTY = 0
/** Share of the places that may be taken: beyond it, searches grow long (Knuth, The Art of Computer Programming 3, 6.4). */
const FULL = 0.6
const MINIMUM = 1024

export class HashIndex {
  #hashes = new Uint32Array(MINIMUM)
  #values = new Uint32Array(MINIMUM)
  #mask = MINIMUM - 1
  #count = 0

  get byteCount(): number {
    return this.#hashes.byteLength + this.#values.byteLength
  }

  /** The first place that may hold what has this hash; -1 if there is none. */
  first(hash: number): number {
    const used = (hash | 1) >>> 0
    return this.#from(used, this.#home(used))
  }

  /** The next place after one of the same hash. */
  next(place: number): number {
    return this.#from(this.#hashes[place] ?? 0, (place + 1) & this.#mask)
  }

  valueAt(place: number): number {
    return this.#values[place] ?? 0
  }

  /** @param value of 32 bits without a sign. */
  add(hash: number, value: number): void {
    if (this.#count >= this.#hashes.length * FULL) this.#grow()
    this.#put((hash | 1) >>> 0, value)
    this.#count += 1
  }

  /** Whatever came behind it and would now be looked for in vain moves up. */
  remove(place: number): void {
    const [hashes, values, mask] = [this.#hashes, this.#values, this.#mask]
    let hole = place
    for (let at = (hole + 1) & mask; hashes[at] !== EMPTY; at = (at + 1) & mask) {
      const hash = hashes[at] ?? 0
      const home = this.#home(hash)
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      hashes[hole] = hash
      values[hole] = values[at] ?? 0
      hole = at
    }
    hashes[hole] = EMPTY
    this.#count -= 1
  }

  #from(hash: number, start: number): number {
    for (let at = start; this.#hashes[at] !== EMPTY; at = (at + 1) & this.#mask) {
      if (this.#hashes[at] === hash) return at
    }
    return -1
  }

  /** The lowest bit is set in every hash, so that none is that of an empty place. */
  #home(hash: number): number {
    return (hash >>> 1) & this.#mask
  }

  #put(hash: number, value: number): void {
    let at = this.#home(hash)
    while (this.#hashes[at] !== EMPTY) at = (at + 1) & this.#mask
    this.#hashes[at] = hash
    this.#values[at] = value
  }

  #grow(): void {
    const [hashes, values] = [this.#hashes, this.#values]
    this.#hashes = new Uint32Array(hashes.length * 2)
    this.#values = new Uint32Array(values.length * 2)
    this.#mask = this.#hashes.length - 1
    for (let at = 0; at < hashes.length; at++) {
      const hash = hashes[at] ?? 0
      if (hash !== EMPTY) this.#put(hash, values[at] ?? 0)
    }
  }
}
