// Which service a page is about, kept in the address.
import type { ServiceList } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { go, query, withQuery } from './router.ts'
import { oneLine } from './text.ts'

interface Props {
  /** What stands for none being chosen; without it one always is. */
  readonly all?: string
  readonly chosen?: string | undefined
}

export function ServiceChoice({ all, chosen = query.value.get('service') ?? '' }: Props) {
  const answer = useAnswer<ServiceList>('/api/services').value
  const held = answer.state === 'there' ? answer.value.services.map(({ name }) => name) : []
  const names = chosen && !held.includes(chosen) ? [chosen, ...held] : held
  return (
    <label class="quiet">
      Service{' '}
      <select
        aria-label="Service"
        value={chosen}
        onChange={(event) => go(withQuery({ service: event.currentTarget.value, route: undefined }))}
      >
        {all && <option value="">{all}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {oneLine(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
