// Owner: paved-road
// Pieces of input schemas that every module needs.
import { z } from 'zod'

const storable = (value: string) => !value.includes('\0') && value.isWellFormed()

/** One to `max` characters, trimmed. PostgreSQL cannot store U+0000 or half a surrogate pair, so neither is taken. */
export const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(storable, 'Holds a character that cannot be stored')

/** Where a page begins: opaque to callers, the last row's position to us. */
const Cursor = z
  .string()
  .max(40)
  .transform((value, ctx) => {
    const position = Buffer.from(value, 'base64url').toString()
    if (/^\d{1,18}$/.test(position)) return position
    ctx.addIssue('Not a cursor that this API gave out')
    return z.NEVER
  })

/** Query of a paged list: `?limit=20&cursor=…`. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: Cursor.optional().meta({ type: 'string', description: '`next` of the page before.' }),
})

export const page = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: '`cursor` of the next page; null on the last.' }),
  })

/** One page out of `rows`, of which one more than `limit` was read to see whether another page follows. */
export function toPage<R, T>(rows: R[], limit: number, position: (row: R) => string, show: (row: R) => T) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last ? Buffer.from(position(last)).toString('base64url') : null
  return { items: shown.map(show), next }
}
