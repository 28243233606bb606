// Owner: paved-road
// Reads a declared set of environment variables: all are valid, or the process ends with a line for each that is not.
import { z } from 'zod'

type Variables = Record<string, z.ZodType>
type Values<V extends Variables> = z.infer<z.ZodObject<V>>

/** A whole number between two bounds, with its default and what it is for. */
export function whole(min: number, max: number, fallback: number, about: string) {
  const error = `must be a whole number from ${min} to ${max}`
  const type = z.coerce.number({ error }).int(error)
  return type.min(min, error).max(max, error).default(fallback).describe(about)
}

/** A duration in milliseconds, at most an hour. Zero means `never` to some and `at once` to others: rarely wanted. */
export const milliseconds = (fallback: number, about: string, least = 1) =>
  whole(least, 3_600_000, fallback, about)

/** Typed values of `variables`. A blank one counts as unset. Throws one Error that lists every fault. */
export function parseEnvironment<V extends Variables>(variables: V, env: NodeJS.ProcessEnv): Values<V> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = z.object(variables).safeParse(given)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    const about = (variables[name] as z.ZodType | undefined)?.description ?? ''
    return `CONFIG_INVALID ${name} ${issue.message}: ${about} See the table in README.md.`
  })
  throw new Error(faults.join('\n'))
}

/** As `parseEnvironment`; on a fault it prints the lines on standard error and ends the process with code 2. */
export function environment<V extends Variables>(variables: V, env: NodeJS.ProcessEnv): Values<V> {
  try {
    return parseEnvironment(variables, env)
  } catch (fault) {
    process.stderr.write(`${(fault as Error).message}\n`)
    process.exit(2)
  }
}
