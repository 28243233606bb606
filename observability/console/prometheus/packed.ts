// Rows of numbers, one after the other, and what says whose they are.

export class Packer {
  #numbers = new Float64Array(1_024)
  #length = 0

  /** How many there were. */
  add(values: Iterable<number>): number {
    const before = this.#length
    for (const value of values) {
      if (this.#length === this.#numbers.length) {
        const larger = new Float64Array(2 * this.#length)
        larger.set(this.#numbers)
        this.#numbers = larger
      }
      this.#numbers[this.#length] = value
      this.#length += 1
    }
    return this.#length - before
  }

  get numbers(): Float64Array {
    return this.#numbers.subarray(0, this.#length)
  }
}

/** Takes rows in the order in which they were added. */
export class Unpacker {
  readonly #numbers: Float64Array
  #at = 0

  constructor(numbers: Float64Array) {
    this.#numbers = numbers
  }

  take(count: number): Float64Array {
    this.#at += count
    return this.#numbers.subarray(this.#at - count, this.#at)
  }
}
