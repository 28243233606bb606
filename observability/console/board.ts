// `/overview` and `/objectives`, where alerts lead when there is no Grafana: what a Prometheus knows of a service, as
// Markdown. What is asked are the recorded series; whoever wants charts opens Prometheus itself.

import { SERIES } from '../slo/names.ts'
import { call, equal, selector } from '../slo/promql/build.ts'
import { isServiceName } from './runbook.ts'

const PATHS = ['/overview', '/objectives']
const PATIENCE_MS = 5_000

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [time: number, value: string]
}

/** The page; undefined for any other path, and for what is no name of a service. */
export async function boardAt(
  { pathname, searchParams }: URL,
  prometheus: string | undefined,
): Promise<string | undefined> {
  const service = searchParams.get('service') ?? ''
  if (!PATHS.includes(pathname) || !isServiceName(service)) return undefined
  if (prometheus === undefined)
    return `# ${service}\n\nNo Prometheus to ask: \`paved-road stack up\` starts one, \`paved-road console --prometheus URL\` names one.\n`
  try {
    return await board(service, prometheus)
  } catch (fault) {
    return `# ${service}\n\nPrometheus at <${prometheus}> does not answer (${plain((fault as Error).message)}).\n`
  }
}

async function board(service: string, prometheus: string): Promise<string> {
  const of = (metric: string) => selector(metric, [equal('service', service)])
  const ask = (query: string) => instant(prometheus, query)
  const [objectives, left, burn, firing] = await Promise.all([
    ask(of(SERIES.objective)),
    ask(of(SERIES.budgetLeft)),
    ask(of(SERIES.burnRate)),
    ask(selector('ALERTS', [equal('service', service), equal('alertstate', 'firing')])),
  ])
  const figure = (samples: readonly Sample[], slo: string | undefined) =>
    Number(samples.find(({ metric }) => metric.slo === slo)?.value[1] ?? Number.NaN)
  const rows = objectives.map(({ metric: { slo, period }, value }) => {
    const cells = [
      plain(slo),
      `${share(Number(value[1]))} over ${plain(period)}`,
      share(figure(left, slo)),
      rate(figure(burn, slo)),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const alerts = firing.map(
    ({ metric: { alertname, severity, slo } }) =>
      `- **${plain(alertname)}** (${plain(severity)}; ${plain(slo)})`,
  )
  return [
    `# ${service}`,
    'As Prometheus has it now.',
    rows.length > 0
      ? [
          '| objective | promise | budget left | burn rate, last hour |',
          '| --- | --- | --- | --- |',
          ...rows,
        ].join('\n')
      : 'No objective of it is recorded: was it added with `paved-road stack add`?',
    alerts.length > 0 ? ['Firing:', '', ...alerts].join('\n') : 'No alert fires.',
    `Charts: <${prometheus}/graph?g0.tab=0&g0.expr=${encodeURIComponent(call('max by (slo)', of(SERIES.burnRate)))}>\n`,
  ].join('\n\n')
}

/** Labels are whatever somebody's rules say: here they neither end a line or a cell nor are markup. */
const plain = (text = 'none'): string => text.replace(/[\s\p{C}]+/gu, ' ').replace(/[\\`*<>[\]|]/g, '\\$&')

const share = (value: number): string => (Number.isNaN(value) ? '—' : `${+(100 * value).toFixed(3)} %`)
const rate = (value: number): string => (Number.isNaN(value) ? '—' : value.toFixed(2))

async function instant(prometheus: string, query: string): Promise<readonly Sample[]> {
  const url = `${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
  const { data, error } = (await answer.json()) as { data?: { result: Sample[] }; error?: string }
  if (!Array.isArray(data?.result)) throw new Error(error ?? `status ${answer.status}`)
  return data.result
}
