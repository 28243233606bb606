// Alertmanager: the routing and inhibition that services are compiled with, and where notifications go.
import { ROUTING } from '../../slo/compile/alertmanager.ts'
import type { Site } from '../site.ts'

/** Alerts show on Alertmanager's page in any case; `webhook` gets every notification as well. */
export function alertmanagerConfig(webhook: string | undefined): object {
  const integration =
    webhook === undefined ? {} : { webhook_configs: [{ url: webhook, send_resolved: true }] }
  return {
    ...ROUTING,
    // Somebody watches: news of a group are told at once and not after minutes.
    route: { ...ROUTING.route, group_interval: '30s' },
    receivers: ROUTING.receivers.map((receiver) => ({ ...receiver, ...integration })),
  }
}

export function alertmanagerArguments(site: Site): string[] {
  return [
    `--config.file=${site.folder}/config/alertmanager.yaml`,
    `--storage.path=${site.data('alertmanager')}`,
    `--web.listen-address=${site.listen('alertmanager')}`,
    `--web.external-url=http://127.0.0.1:${9093 + site.offset}`,
    '--cluster.listen-address=', // one of its kind: no gossip, no port for it
  ]
}
