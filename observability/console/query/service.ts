// Whose a record is: told by the number of its service or, of those beyond what is numbered, by its resource.
import type { LogSegment } from '../store/log-records.ts'
import { resourceAt, type ServiceTable, UNNUMBERED } from '../store/service-table.ts'
import type { SpanSegment } from '../store/spans.ts'

type AnySegment = SpanSegment | LogSegment

export function serviceOf(services: ServiceTable, { raw, columns }: AnySegment, row: number): string {
  return services.nameOf(columns.service[row] ?? 0) ?? resourceAt(raw, columns.resource[row] ?? 0).service
}

/** Whether a record is of the service of that name. */
export function ofService(
  services: ServiceTable,
  name: string,
): (segment: AnySegment, row: number) => boolean {
  const number = services.numberOf(name) ?? UNNUMBERED
  return (segment, row) =>
    segment.columns.service[row] === number &&
    (number !== UNNUMBERED || serviceOf(services, segment, row) === name)
}
