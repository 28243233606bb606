// How many alerts fire, on every page: whoever looks at a trace sees it too.
import type { AlertList } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { groupsOf } from '../parts/alert-groups.ts'

export function Firing() {
  const asked = useAnswer<AlertList>('/api/alerts', { on: ['objectives'] }).value
  const alerts = asked.state === 'there' ? asked.value.alerts : []
  const firing = groupsOf(alerts).filter(({ state }) => state === 'firing').length
  return (
    <span role="status">
      {firing > 0 && (
        <a class="firing-count" href="/">
          <span aria-hidden="true">▲</span> {firing} firing
        </a>
      )}
    </span>
  )
}
