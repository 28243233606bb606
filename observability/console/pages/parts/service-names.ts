import type { ServiceList } from '../../contract.ts'
import type { Asked } from '../data/ask.ts'

/** The services to choose from: those there were when the page was opened, and those that have shown up in it since. */
export function serviceNames(asked: Asked<ServiceList>, shown: readonly string[] = []): readonly string[] {
  const there = asked.state === 'there' ? asked.value.services.map(({ name }) => name) : []
  return [...new Set([...there, ...shown])].sort()
}
