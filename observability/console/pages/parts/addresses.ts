// Addresses of the console's own pages that other pages lead to.

type Value = string | number | readonly string[] | undefined

/** A list gives its parameter several times. */
export function address(page: string, parameters: Readonly<Record<string, Value>> = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one !== undefined && one !== '') query.append(name, String(one))
  }
  return query.size > 0 ? `${page}?${query}` : page
}
