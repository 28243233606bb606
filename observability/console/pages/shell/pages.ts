// The pages there are: what the navigation lists, what an address opens, and which file each is in.
import type { ComponentType } from 'preact'
import { ADDRESSES } from '../../addresses.ts'
import type { PageProps } from '../parts/router.ts'

export interface Page {
  readonly title: string
  readonly pattern: RegExp
  /** Where it stands in the navigation; without it, pages lead here. */
  readonly href?: string
  readonly load: () => Promise<{ readonly default: ComponentType<PageProps> }>
}

export const PAGES: readonly Page[] = [
  {
    title: 'Overview',
    pattern: ADDRESSES.overview,
    href: '/',
    load: () => import('../overview/overview.tsx'),
  },
  { title: 'Traces', pattern: ADDRESSES.traces, href: '/traces', load: () => import('../traces/traces.tsx') },
  {
    title: 'Trace',
    pattern: ADDRESSES.trace,
    load: () => import('../trace/trace.tsx'),
  },
  {
    title: 'Metrics',
    pattern: ADDRESSES.metrics,
    href: '/metrics',
    load: () => import('../metrics/metrics.tsx'),
  },
  { title: 'Logs', pattern: ADDRESSES.logs, href: '/logs', load: () => import('../logs/logs.tsx') },
  {
    title: 'Objectives',
    pattern: ADDRESSES.objectives,
    href: '/objectives',
    load: () => import('../objectives/objectives.tsx'),
  },
  { title: 'Map', pattern: ADDRESSES.map, href: '/map', load: () => import('../map/map.tsx') },
  {
    title: 'Runbook',
    pattern: ADDRESSES.runbook,
    load: () => import('../runbook/runbook.tsx'),
  },
]
