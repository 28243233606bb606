// The addresses of the console's pages: the server answers each with the pages' index.html, which then opens the page.
// What alerts and dashboards link to (slo/names.ts) is among them.

export const ADDRESSES = {
  overview: /^\/(?:overview)?$/,
  traces: /^\/traces$/,
  trace: /^\/traces\/(?<traceId>[0-9a-f]{32})$/,
  metrics: /^\/metrics$/,
  logs: /^\/logs$/,
  objectives: /^\/objectives$/,
  map: /^\/map$/,
  runbook: /^\/runbooks\/(?<service>[a-z0-9-]{1,63})\/(?<page>[a-z0-9-]{1,63})$/,
} as const

export const isPage = (pathname: string): boolean =>
  Object.values(ADDRESSES).some((address) => address.test(pathname))
