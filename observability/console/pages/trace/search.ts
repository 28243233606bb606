import type { ResourceView, SpanOutline } from '../../contract.ts'

/** The places of the spans that have the text in their name, service or detail, upper or lower case alike. */
export function matching(
  {
    spans,
    resources,
  }: { readonly spans: readonly SpanOutline[]; readonly resources: readonly ResourceView[] },
  text: string,
): readonly number[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  const services = resources.map(({ service }) => service.toLowerCase().includes(wanted))
  return spans.flatMap(({ name, detail, resource, spanId }, index) =>
    services[resource] ||
    name.toLowerCase().includes(wanted) ||
    detail.toLowerCase().includes(wanted) ||
    spanId === wanted
      ? [index]
      : [],
  )
}
