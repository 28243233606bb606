import type { BurnView } from '../../contract.ts'
import { about } from '../data/format.ts'
import { Scroll } from '../parts/scroll.tsx'
import { burnRate } from './nearness.ts'

export function BurnTable({ burn }: { readonly burn: readonly BurnView[] }) {
  return (
    <Scroll>
      <table class="burn">
        <caption>Burn rate per window</caption>
        <thead>
          <tr>
            <th scope="col">Window</th>
            <th scope="col" class="number">
              Burn rate
            </th>
            <th scope="col" class="number">
              Bad
            </th>
            <th scope="col" class="number">
              Of
            </th>
          </tr>
        </thead>
        <tbody>
          {burn.map(({ window, rate, badEvents, events }) => (
            <tr key={window}>
              <th scope="row">{window}</th>
              <td class="number">{rate > 1 ? <strong>{burnRate(rate)}</strong> : burnRate(rate)}</td>
              <td class="number">{about(badEvents)}</td>
              <td class="number">{about(events)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
