// Ids of headings as GitHub makes them, so that links written for its pages lead to the same places here.

/** Names each heading after its text; the second of a text gets -1, the third -2. */
export function slugger(): (text: string) => string {
  const seen = new Map<string, number>()
  return (text) => {
    const wanted = slug(text)
    let id = wanted
    let next = seen.get(wanted) ?? 0
    while (seen.has(id)) {
      next += 1
      id = `${wanted}-${next}`
    }
    seen.set(wanted, next)
    seen.set(id, 0)
    return id
  }
}

const slug = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
