/** Where a line of JSON gets too long to read. */
const WIDTH = 110

/** JSON whose short objects and lists stand on one line, so that a dashboard can be read and compared. */
export function json(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const within = `${indent}  `
  const parts = Object.entries(value).map(
    ([key, each]) => (isList ? '' : `${JSON.stringify(key)}: `) + json(each, within),
  )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  const length = parts.reduce((sum, part) => sum + part.length + 2, indent.length + 2)
  if (length <= WIDTH && !parts.some((part) => part.includes('\n')))
    return isList ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`
  return `${open}\n${parts.map((part) => within + part).join(',\n')}\n${indent}${close}`
}
