// Text of others put into Markdown, where it must stay the text it is.

/** One line of prose: nothing in it is markup, a table's border or HTML. */
export function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>()#|~!&]/g, '\\$&')
}

/** A code span, also within a table. */
export function code(text: string): string {
  const inside = oneLine(text).replaceAll('|', '\\|')
  const ticks = '`'.repeat(longestRun(inside) + 1)
  return ticks.length === 1 ? `\`${inside}\`` : `${ticks} ${inside} ${ticks}`
}

/** A fenced block that its text cannot close. */
export function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

export function link(text: string, url: string): string {
  const address = url.replace(/[\s<>()[\]"`\\|]/g, (character) => percent(character))
  return `[${plain(text)}](${address})`
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
