import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

/** Looks until it finds something; what throws is looked at again, for it may be being started. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  seconds = 20,
): Promise<NonNullable<T>> {
  for (const until = Date.now() + 1000 * seconds; Date.now() < until; await sleep(200)) {
    try {
      const found = await look()
      if (found) return found
    } catch {}
  }
  assert.fail(`not within ${seconds} s: ${what}`)
}
