// Whose a record is: told by the number of its service or, of those beyond what is numbered, by its resource.
import type { LogSegment } from '../store/log-records.ts'
import { resourceAt, type ServiceTable, UNNUMBERED } from '../store/service-table.ts'
import type { SpanSegment } from '../store/spans.ts'
import { brief } from './brief.ts'

type AnySegment = SpanSegment | LogSegment

export function serviceOf(services: ServiceTable, segment: AnySegment, row: number): string {
  return services.nameOf(segment.columns.service[row] ?? 0) ?? brief(nameIn(segment, row))
}

/** Whether a record is of the service of that name. */
export function ofService(
  services: ServiceTable,
  name: string,
): (segment: AnySegment, row: number) => boolean {
  const number = services.numberOf(name) ?? UNNUMBERED
  return (segment, row) =>
    segment.columns.service[row] === number && (number !== UNNUMBERED || nameIn(segment, row) === name)
}

const nameIn = ({ raw, columns }: AnySegment, row: number): string =>
  resourceAt(raw, columns.resource[row] ?? 0).service
