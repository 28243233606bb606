// What needs looking at first: alerts, then how each service does, then what the console itself holds.
import type { AlertList as Alerts, ConsoleStatus, DeployList, ServiceList } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { AlertList } from '../parts/alert-list.tsx'
import { Answered } from '../parts/answered.tsx'
import { query } from '../parts/router.ts'
import { ServiceChoice } from '../parts/service-choice.tsx'
import { Deploys } from './deploys.tsx'
import { Holdings } from './holdings.tsx'
import { NothingYet } from './nothing-yet.tsx'
import { Services } from './services.tsx'
import './overview.css'

export default function Overview() {
  const alerts = useAnswer<Alerts>('/api/alerts', { on: ['objectives'] })
  const services = useAnswer<ServiceList>('/api/services', { on: ['traces', 'metrics', 'objectives'] })
  const deploys = useAnswer<DeployList>('/api/deploys', { on: ['metrics'] })
  const status = useAnswer<ConsoleStatus>('/api/status', { on: ['traces', 'logs'] })
  const only = query.value.get('service')
  const wanted = ({ service }: { readonly service: string }) => !only || service === only
  return (
    <div class="overview">
      <div class="page-head">
        <h1>Overview</h1>
        <ServiceChoice all="all services" />
      </div>
      <Answered of={alerts}>{(value) => <Firing alerts={value.alerts.filter(wanted)} />}</Answered>
      <Answered of={services}>
        {(value) => {
          if (value.services.length === 0) return <NothingYet status={status} />
          const shown = value.services.filter(({ name }) => wanted({ service: name }))
          return <Services services={shown} windowSeconds={value.windowSeconds} only={only} />
        }}
      </Answered>
      <div class="beside">
        <Answered of={deploys}>{(value) => <Deploys deploys={value.deploys.filter(wanted)} />}</Answered>
        <Answered of={status}>{(value) => <Holdings {...value} />}</Answered>
      </div>
    </div>
  )
}

function Firing({ alerts }: Alerts) {
  return (
    <section aria-label="Alerts, pending and firing">
      {alerts.length > 0 ? (
        <AlertList alerts={alerts} />
      ) : (
        <p class="all-quiet quiet">
          <span aria-hidden="true">✓</span> No alert is pending or firing.
        </p>
      )}
    </section>
  )
}
