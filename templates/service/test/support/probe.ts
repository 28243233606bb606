// Owner: paved-road
// The service with one more module, for tests of what the platform does for any module: test/support/probe/module.ts.
import { type Service, startService } from './service.ts'

const TABLE = `create table probes (
  id uuid primary key,
  position bigint generated always as identity,
  contact jsonb not null,
  parts jsonb not null
)`

export const startProbed = (env: Record<string, string> = {}): Promise<Service> =>
  startService(env, { preload: './test/support/probe/preload.ts', tables: TABLE })

export const newProbe = (more: object = {}) => ({
  contact: { name: 'Ada Example', email: 'ada@example.com' },
  parts: [
    { label: 'TEA-1', count: 2 },
    { label: 'CUP-7', count: 1 },
  ],
  ...more,
})
