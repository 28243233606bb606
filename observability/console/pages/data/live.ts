// What the server says has changed, as signals that whoever shows it depends on.
import { signal } from '@preact/signals'
import type { Change } from '../../contract.ts'

type Kind = Change['changed'][number]

/** Counts the changes of each kind. */
export const changes: Readonly<Record<Kind, ReturnType<typeof signal<number>>>> = {
  traces: signal(0),
  logs: signal(0),
  metrics: signal(0),
  objectives: signal(0),
}

/** Whether the server answers. */
export const connected = signal(true)

const source = new EventSource('/api/events')
source.addEventListener('open', () => {
  // Whatever happened meanwhile was not heard.
  if (!connected.value) for (const count of Object.values(changes)) count.value = (count.peek() ?? 0) + 1
  connected.value = true
})
source.addEventListener('error', () => {
  connected.value = false
})
source.addEventListener('change', ({ data }: MessageEvent<string>) => {
  const { changed } = JSON.parse(data) as Change
  for (const kind of changed) changes[kind].value = (changes[kind].peek() ?? 0) + 1
})
