/** Characters of the texts in one answer. Escaped, each may take six, and a string of V8 holds 2^29. */
const MAX_ANSWER = 32 * 1024 ** 2

/** Undefined where it would be longer than the console can give in one piece. */
export function toJson(body: unknown): string | undefined {
  let size = 0
  const tooLong = new RangeError()
  const count = (key: string, value: unknown) => {
    size += key.length + (typeof value === 'string' ? value.length : 1)
    if (size > MAX_ANSWER) throw tooLong
    return value
  }
  try {
    return JSON.stringify(body, count)
  } catch (error) {
    if (error === tooLong) return undefined
    throw error
  }
}
