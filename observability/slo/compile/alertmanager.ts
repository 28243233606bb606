// How Alertmanager groups and silences what the rules fire: one notification an objective, and no ticket for what
// already pages. Receivers are the reader's to fill in.
import { stringify } from 'yaml'
import type { Artefact } from '../artefact.ts'
import { FILES } from '../names.ts'

/** How notifications are grouped, sent and held back. */
export const ROUTING = {
  route: {
    receiver: 'ticket',
    group_by: ['service', 'slo'],
    group_wait: '10s',
    group_interval: '5m',
    repeat_interval: '1d',
    routes: [{ receiver: 'page', matchers: ['severity="page"'], repeat_interval: '4h' }],
  },
  inhibit_rules: [
    {
      // Of objectives only: alerts without these labels, or of others, would all count as equal.
      source_matchers: ['severity="page"', 'slo!~"|none"'],
      target_matchers: ['severity="ticket"', 'slo!~"|none"'],
      equal: ['service', 'slo'],
    },
  ],
  receivers: [{ name: 'page' }, { name: 'ticket' }],
}

const COMMENT = `# Owner: paved-road
# Merge this into your Alertmanager's configuration and give the receivers their integrations
# (https://prometheus.io/docs/alerting/latest/configuration/#receiver).
`

export function alertmanager(): Artefact {
  return { path: FILES.alertmanager, text: COMMENT + stringify(ROUTING, { lineWidth: 0 }) }
}
