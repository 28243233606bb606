import { Chip } from './filters.tsx'
import { instant } from './instant.ts'
import { go, query, withQuery } from './router.ts'

/** A stretch of time in the address, `since` and `until`, which other pages lead here with. */
export function TimeChip() {
  const [since, until] = [query.value.get('since'), query.value.get('until')]
  if (!since && !until) return null
  return (
    <Chip
      text={`from ${moment(since)} to ${moment(until)}`}
      onRemove={() => go(withQuery({ since: undefined, until: undefined }))}
    />
  )
}

const moment = (milliseconds: string | null): string =>
  milliseconds && Number.isFinite(Number(milliseconds)) ? instant(Number(milliseconds)) : '…'
