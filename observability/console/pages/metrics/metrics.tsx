// How each route of a service does: rate, errors and duration, with requests to look into where they were slow.
import type { RedView, ServiceList } from '../../contract.ts'
import { type Asked, useAnswer } from '../data/ask.ts'
import { address } from '../parts/addresses.ts'
import { Answered } from '../parts/answered.tsx'
import { query } from '../parts/router.ts'
import { ServiceChoice } from '../parts/service-choice.tsx'
import { chosenStretch, StretchChoice } from '../parts/stretch-choice.tsx'
import { chosenRoute } from './choice.ts'
import { RouteCharts } from './route-charts.tsx'
import { RouteTable } from './route-table.tsx'
import { Slowest } from './slowest.tsx'
import './metrics.css'

export default function Metrics() {
  const services = useAnswer<ServiceList>('/api/services', { on: ['metrics'] })
  const service = query.value.get('service') ?? firstMeasured(services.value)
  const minutes = chosenStretch()
  const url = service === undefined ? undefined : address('/api/red', { service, minutes })
  const red = useAnswer<RedView>(url, { on: ['metrics'], keep: true })
  return (
    <div class="metrics">
      <div class="page-head">
        <h1>Metrics</h1>
        <div class="choices">
          <StretchChoice />
          <ServiceChoice chosen={service} />
        </div>
      </div>
      {service === undefined ? (
        <Answered of={services}>{() => <NothingMeasured />}</Answered>
      ) : (
        <Answered of={red}>{(value) => <Routes red={value} />}</Answered>
      )}
    </div>
  )
}

function Routes({ red }: { readonly red: RedView }) {
  const route = chosenRoute(red.routes, query.value.get('route'))
  if (!route) return <p class="empty">No request of {red.service} was counted in this stretch.</p>
  return (
    <>
      <RouteTable routes={red.routes} chosen={route} />
      <RouteCharts service={red.service} times={red.times} route={route} />
      <Slowest exemplars={route.exemplars} />
    </>
  )
}

function NothingMeasured() {
  return (
    <p class="empty">
      No service is scraped yet. <code>npm run dev</code> in a stamped service tells the console where its
      metrics are; <code>paved-road console --service URL</code> tells of any other.
    </p>
  )
}

function firstMeasured(services: Asked<ServiceList>): string | undefined {
  if (services.state !== 'there') return undefined
  const { services: list } = services.value
  return (list.find(({ red }) => red) ?? list.find(({ targets }) => targets.length > 0))?.name
}
