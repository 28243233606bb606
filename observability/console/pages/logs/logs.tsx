import { useMemo, useState } from 'preact/hooks'
import type { LogList, LogView, ServiceList } from '../../contract.ts'
import { SEVERITIES } from '../../otlp/severity.ts'
import { useAnswer } from '../data/ask.ts'
import { count } from '../data/format.ts'
import { Answered } from '../parts/answered.tsx'
import { useClock } from '../parts/clock.ts'
import { Chip, SelectFilter, Switch, TextFilter } from '../parts/filters.tsx'
import { useKeys } from '../parts/keys.ts'
import { KeysHelp } from '../parts/keys-help.tsx'
import { RecordList } from '../parts/record-list.tsx'
import { go, query, withQuery } from '../parts/router.ts'
import { serviceNames } from '../parts/service-names.ts'
import { TimeChip } from '../parts/time-chip.tsx'
import { LAST } from '../traces/query.ts'
import { logColumns } from './columns.tsx'
import { keyed } from './keyed.ts'
import '../parts/fills.css'
import './logs.css'
import { isFiltered, LIMIT, logsUrl } from './query.ts'
import { Record } from './record.tsx'

const KEYS = [
  ['j ↓', 'next record'],
  ['k ↑', 'previous record'],
  ['PageDown PageUp Home End', 'farther'],
  ['Enter', 'open it'],
  ['Esc', 'close it'],
  ['/', 'to the filters'],
  ['p', 'pause and go on: newer records do not move the list'],
  ['?', 'these keys'],
] as const

export default function Logs() {
  const [paused, pause] = useState(false)
  const [help, showHelp] = useState(false)
  const list = useAnswer<LogList>(logsUrl(query.value, useClock(paused)), {
    on: ['logs'],
    paused,
    keep: true,
  })
  const services = useAnswer<ServiceList>('/api/services')
  useKeys({
    '/': () => document.getElementById('logs-filter')?.focus(),
    p: () => pause(!paused),
    '?': () => showHelp(true),
  })
  const shown = list.value.state === 'there' ? list.value.value : undefined
  const names = serviceNames(
    services.value,
    shown?.logs.map(({ service }) => service),
  )
  const span = query.value.get('span_id')
  return (
    <div class="fills logs">
      <h1>Logs</h1>
      <search class="filters" aria-label="Filter logs">
        <TextFilter label="Text" name="q" id="logs-filter" wide placeholder="in message or attributes" />
        <SelectFilter label="At least" name="severity" options={LEAST} />
        <SelectFilter
          label="Service"
          name="service"
          options={[['', 'all'], ...names.map((name) => [name, name] as const)]}
        />
        <SelectFilter label="Time" name="last" options={LAST} />
        <TextFilter label="Trace id" name="trace_id" wide placeholder="32 hexadecimal digits" />
        <div class="end">
          <span class="quiet" role="status">
            {shown && told(shown)}
          </span>
          <Switch label="Pause" on={paused} onChange={pause} />
          <KeysHelp keys={KEYS} open={help} onChange={showHelp} />
        </div>
        <div class="conditions">
          {span && <Chip text={`span ${span}`} onRemove={() => go(withQuery({ span_id: undefined }))} />}
          <TimeChip />
        </div>
      </search>
      <Answered of={list}>{({ logs }) => <List logs={logs} />}</Answered>
    </div>
  )
}

const LEAST = [['', 'all'], ...SEVERITIES.map((name) => [name, name] as const)] as const

function List({ logs }: { readonly logs: readonly LogView[] }) {
  const [active, activate] = useState<string | undefined>(undefined)
  const [open, show] = useState(false)
  const records = useMemo(() => keyed(logs), [logs])
  const columns = useMemo(() => logColumns(records), [records])
  useKeys({ Escape: () => show(false) })
  const shown = open ? records.find(({ key }) => key === active) : undefined
  if (records.length === 0) return <Empty />
  return (
    <div class={shown ? 'split with-details' : 'split'}>
      <RecordList
        label="Logs"
        columns={columns}
        records={records}
        keyOf={({ key }) => key}
        active={active}
        onActive={activate}
        onOpen={() => show(true)}
        heights={[30, 50]}
      />
      {shown && <Record log={shown.log} onClose={() => show(false)} />}
    </div>
  )
}

function Empty() {
  return (
    <p class="empty">
      {isFiltered(query.value)
        ? 'No record that is held has all of that.'
        : 'No log record has come yet. A service sends its logs here as it sends its traces.'}
    </p>
  )
}

const told = ({ logs }: LogList): string =>
  logs.length < LIMIT ? `${count(logs.length)} records` : `the newest ${count(logs.length)}`
