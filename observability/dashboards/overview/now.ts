import { METRICS } from '../../conventions/index.ts'
import { equal } from '../../slo/promql/build.ts'
import { affectedRoutes, releases } from '../affected.ts'
import { firing, firingTable } from '../alerts.ts'
import { bad, failures, of, quantile, rate, SERVER, share, total } from '../queries.ts'
import type { Row, Stat } from '../spec.ts'
import { chosen, everyRelease } from './subject.ts'

/** The first screen: is it broken, since when, for whom, and which release was well. */
export function now(service: string): Row[] {
  const alerts = [equal('service', service)]
  return [
    {
      title: 'Now',
      panels: [...signals(service), firing('page', alerts), firing('ticket', alerts), firingTable(alerts)],
    },
    {
      title: 'Who is affected, since when, and which release was safe',
      panels: [
        affectedRoutes(failures(chosen(service)), 'failed'),
        releases(everyRelease(service), failures(everyRelease(service)), 'failed'),
      ],
    },
  ]
}

function signals(service: string): Stat[] {
  const events = failures(chosen(service))
  const all = total(events, [], rate)
  return [
    {
      kind: 'stat',
      title: 'Requests',
      description: 'Requests answered per second. Health probes are not counted.',
      unit: 'reqps',
      expr: all,
    },
    {
      kind: 'stat',
      title: 'Failed',
      description: 'Share of requests answered with a 5xx status.',
      unit: 'percentunit',
      expr: share(bad(events, [], rate), all),
      decimals: 2,
    },
    {
      kind: 'stat',
      title: 'P99',
      description: 'Ninety-nine requests in a hundred are answered faster.',
      unit: 's',
      expr: quantile(0.99, rate(of(chosen(service), `${SERVER}_bucket`))),
    },
    {
      kind: 'stat',
      title: 'Instances',
      description: 'Instances that were scraped within the last five minutes.',
      unit: 'none',
      expr: `count(${of(chosen(service), METRICS.buildInfo)})`,
    },
  ]
}
