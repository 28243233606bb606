import { LABELS, METRICS } from '../../conventions/index.ts'
import { sum } from '../../slo/promql/build.ts'
import { bad, failures, of, quantile, rate, SERVER, share, total } from '../queries.ts'
import type { Panel, Row } from '../spec.ts'
import { chosen, everyRelease } from './subject.ts'

const BY = [LABELS.method, LABELS.route]
const ROUTE = `{{${LABELS.method}}} {{${LABELS.route}}}`

/** Rate, errors and duration by route. */
export function requests(service: string): Row {
  const subject = chosen(service)
  const events = failures(subject)
  const all = total(events, BY, rate)
  return {
    title: 'Requests',
    panels: [
      {
        kind: 'timeseries',
        title: 'Rate by route',
        description:
          'Requests per second. A sudden drop is an outage before this service; a rise may be a retry storm.',
        unit: 'reqps',
        queries: [{ expr: all, legend: ROUTE }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Failed by route',
        description:
          'Share of requests answered with a 5xx status. One route: its own code or table. All: a shared dependency or the release.',
        unit: 'percentunit',
        queries: [{ expr: share(bad(events, BY, rate), all), legend: ROUTE }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Failed by release',
        description:
          'Share of requests answered with a 5xx status, by version: whether a release brought the failures.',
        unit: 'percentunit',
        queries: [failedByRelease(service)],
        min: 0,
      },
      ...[0.5, 0.95, 0.99].map((q) => duration(service, q)),
      {
        kind: 'timeseries',
        title: 'Malformed requests',
        description:
          'Requests refused before they reached a route: not HTTP, too large a header, too slow. They are in no objective.',
        unit: 'reqps',
        queries: [{ expr: sum(rate(of(subject, METRICS.httpServerMalformedRequests))), legend: 'malformed' }],
        min: 0,
      },
    ],
  }
}

function failedByRelease(service: string) {
  const by = [LABELS.serviceVersion]
  const events = failures(everyRelease(service))
  return {
    expr: share(bad(events, by, rate), total(events, by, rate)),
    legend: `{{${LABELS.serviceVersion}}}`,
  }
}

function duration(service: string, q: number): Panel {
  const percent = q * 100
  return {
    kind: 'timeseries',
    title: `P${percent} by route`,
    description: `${percent} % of requests are answered faster. The dots are single requests: each leads to its trace.`,
    unit: 's',
    queries: [
      {
        expr: quantile(q, rate(of(chosen(service), `${SERVER}_bucket`)), BY),
        legend: ROUTE,
        exemplars: true,
      },
    ],
    min: 0,
  }
}
