/** Characters: a list has a thousand names, and any of them may have a megabyte. */
const MOST = 300

/** Of a pair of surrogates never one alone. */
export function brief(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
