import type { RouteView } from '../../contract.ts'
import { about, rate, seconds, share } from '../data/format.ts'
import { Plain } from '../parts/plain.tsx'
import { withQuery } from '../parts/router.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { routeName } from './choice.ts'

interface Props {
  readonly routes: readonly RouteView[]
  readonly chosen: RouteView
}

const FIGURES = ['Requests', 'Rate', 'Errors', 'p50', 'p95', 'p99']

export function RouteTable({ routes, chosen }: Props) {
  return (
    <Scroll>
      <table aria-label="Routes">
        <thead>
          <tr>
            <th scope="col">Route</th>
            {FIGURES.map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col">Rate over time</th>
          </tr>
        </thead>
        <tbody>
          {routes.map((route) => (
            <Route key={routeName(route)} route={route} chosen={route === chosen} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Route({ route, chosen }: { readonly route: RouteView; readonly chosen: boolean }) {
  const { total, requests, errors } = route
  const name = routeName(route)
  return (
    <tr class={chosen ? 'chosen' : undefined}>
      <th scope="row">
        <a href={withQuery({ route: name })} aria-current={chosen ? 'true' : undefined}>
          <Plain text={name} />
        </a>
      </th>
      <td class="number">{about(requests)}</td>
      <td class="number">{rate(total.rate)}</td>
      <td class="number">
        {errors === 0 ? (
          '0'
        ) : (
          <strong class="bad">
            <span aria-hidden="true">▲ </span>
            {about(errors)} · {share(total.errorShare)}
          </strong>
        )}
      </td>
      <td class="number">{seconds(total.p50)}</td>
      <td class="number">{seconds(total.p95)}</td>
      <td class="number">{seconds(total.p99)}</td>
      <td>
        <Sparkline values={route.rate} label={`Rate of ${name} over time`} />
      </td>
    </tr>
  )
}
