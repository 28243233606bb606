// Where a link of a runbook leads from the console, if anywhere: to a heading, to another runbook of the same service, or
// to an address that a browser may open. Everything else, `javascript:` first of all, is text.

const OPENED = ['http:', 'https:', 'mailto:']
const PAGE = /^(?:\.\/)?(?<page>[a-z0-9-]{1,63})\.md(?<anchor>#.*)?$/

export function linkTarget(href: string, service: string): string | undefined {
  if (href.startsWith('#')) return href.length > 1 ? href : undefined
  const { page, anchor = '' } = PAGE.exec(href)?.groups ?? {}
  if (page) return `/runbooks/${service}/${page}${anchor}`
  // Without a base only an absolute address is one: a path would lead into the console's own pages.
  const url = URL.canParse(href) ? new URL(href) : undefined
  return url && OPENED.includes(url.protocol) ? url.href : undefined
}
