// Reads just so much Markdown as runbooks are written in.

export interface Fence {
  readonly language: string
  readonly text: string
}

export function fences(page: string): Fence[] {
  return [...page.matchAll(/^( *)(`{3,})(\w+)\n([\s\S]*?)^ *\2$/gm)].map(
    ([, indent = '', , language = '', text = '']) => ({
      language,
      text: text
        .split('\n')
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join('\n')
        .trimEnd(),
    }),
  )
}

export const promql = (page: string): string[] =>
  fences(page)
    .filter(({ language }) => language === 'promql')
    .map(({ text }) => text)

/** Sections of the second level, in their order. */
export function sections(page: string): Map<string, string> {
  const [, ...parts] = page.split(/^## /m)
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1).trim()]),
  )
}

/** Text outside fenced blocks. */
export const prose = (page: string): string => page.replace(/^( *)(`{3,})\w+\n[\s\S]*?^ *\2$/gm, '')
