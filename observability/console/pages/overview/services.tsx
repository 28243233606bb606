import type { BudgetView, Red, ServiceView, TargetView } from '../../contract.ts'
import { ago, count, rate, seconds, share, stretch } from '../data/format.ts'
import { address } from '../parts/addresses.ts'
import { BudgetBar } from '../parts/budget-bar.tsx'
import { Plain } from '../parts/plain.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { inOrder } from './order.ts'

interface Props {
  readonly services: readonly ServiceView[]
  readonly windowSeconds: number
  readonly only: string | null
}

export function Services({ services, windowSeconds, only }: Props) {
  if (services.length === 0) return <p class="empty">Nothing has come of {only} yet.</p>
  return (
    <section>
      <table class="service-rows" aria-label="Services">
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Requests, last {stretch(windowSeconds)}</th>
            <th scope="col" class="number">
              p95
            </th>
            <th scope="col" class="number">
              Errors
            </th>
            <th scope="col">Budget left</th>
            <th scope="col">Scraped</th>
            <th scope="col">Spans</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(services).map((service) => (
            <Service key={service.name} {...service} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Service(service: ServiceView) {
  const { name, versions, environment, spans, lastSeenAt, targets, red, rates, budgets } = service
  return (
    <tr>
      <th scope="row">
        <a class="name clamped" title={name} href={address('/metrics', { service: name })}>
          <Plain text={name} />
        </a>
        <span class="quiet versions clamped">
          <Plain text={[...versions, environment].filter(Boolean).join(' · ')} />
        </span>
        <span class="ways">
          <a href={address('/traces', { service: name })}>Traces</a>
          <a href={address('/logs', { service: name })}>Logs</a>
          <a href={address('/objectives', { service: name })}>Objectives</a>
        </span>
      </th>
      <Measured red={red} rates={rates} />
      <td data-label="Budget left">
        <Budgets service={name} budgets={budgets} />
      </td>
      <td data-label="Scraped">
        <Targets targets={targets} />
      </td>
      <td data-label="Spans">
        {count(spans)} <span class="quiet">{lastSeenAt === null ? '' : ago(lastSeenAt)}</span>
      </td>
    </tr>
  )
}

function Measured({ red, rates }: Pick<ServiceView, 'red' | 'rates'>) {
  return (
    <>
      <td data-label="Requests">
        <span class="requests">
          <span class="number">{rate(red?.rate ?? null)}</span>
          {rates.filter((one) => one !== null).length > 1 && (
            <Sparkline values={rates} label="Rate of the last minutes" />
          )}
        </span>
      </td>
      <td data-label="p95" class="number">
        {seconds(red?.p95 ?? null)}
      </td>
      <td data-label="Errors" class="number">
        <Errors red={red} />
      </td>
    </>
  )
}

function Errors({ red }: { readonly red: Red | null }) {
  if (!red || red.errorShare === 0) return <>{share(red?.errorShare ?? null)}</>
  return (
    <strong class="bad">
      <span aria-hidden="true">▲ </span>
      {share(red.errorShare)}
    </strong>
  )
}

function Budgets({
  service,
  budgets,
}: {
  readonly service: string
  readonly budgets: readonly BudgetView[]
}) {
  if (budgets.length === 0) return <span class="quiet">no objectives</span>
  return (
    <ul class="budgets">
      {budgets.map(({ slo, displayName, left, enough }) => (
        <li key={slo}>
          <a
            href={`${address('/objectives', { service })}#${encodeURIComponent(`${service}.${slo}`)}`}
            title={displayName}
          >
            <Plain text={slo} />
          </a>
          {left === null ? (
            <span class="quiet">not evaluated</span>
          ) : (
            <BudgetBar left={left} enough={enough} of={displayName} />
          )}
        </li>
      ))}
    </ul>
  )
}

function Targets({ targets }: { readonly targets: readonly TargetView[] }) {
  if (targets.length === 0) return <span class="quiet">no: no address known</span>
  return (
    <ul class="targets">
      {targets.map(({ url, up, scrapedAt, error }) => (
        <li key={url}>
          <span class={up ? 'good' : 'bad'}>{up ? '✓ up' : '▲ down'}</span> <code>{url}</code>{' '}
          <span class="quiet">{scrapedAt === null ? 'not yet' : ago(scrapedAt)}</span>
          {error && <Plain class="bad why" text={error} />}
        </li>
      ))}
    </ul>
  )
}
