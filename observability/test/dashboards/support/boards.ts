// Dashboards as Grafana reads them: the JSON that is written, and what it asks Prometheus.

import { parser } from '@prometheus-io/lezer-promql'
import { dashboards } from '../../../dashboards/index.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { MODEL } from './model.ts'

export interface Target {
  refId: string
  expr: string
  datasource: { uid: string }
  exemplar?: boolean
  instant?: boolean
  legendFormat?: string
}
export interface PanelJson {
  id: number
  type: string
  title: string
  description?: string
  datasource?: { uid: string }
  gridPos: { x: number; y: number; w: number; h: number }
  targets?: Target[]
  timeFrom?: string
  options?: { sortBy?: { displayName: string }[] }
  links?: { url: string }[]
  fieldConfig?: {
    defaults: { unit?: string; thresholds?: { steps: { value: number | null; color: string }[] } }
    overrides: { matcher: { options: string }; properties: { id: string; value: unknown }[] }[]
  }
  transformations?: { id: string; options: { renameByName?: Record<string, string> } }[]
}
export interface BoardJson {
  uid: string
  title: string
  description: string
  editable: boolean
  panels: PanelJson[]
  links: { url: string }[]
  templating: { list: { name: string; type: string; query: string; refresh?: number }[] }
  annotations: { list: { name: string; expr: string; textFormat: string }[] }
}

export function boards(model: SloModel = MODEL): Map<string, BoardJson> {
  return new Map(dashboards(model).map(({ path, text }) => [path, JSON.parse(text)]))
}

/** Panels that show something: rows are headings. */
export const panelsOf = (board: BoardJson): PanelJson[] => board.panels.filter(({ type }) => type !== 'row')

export function panel(board: BoardJson, title: string): PanelJson {
  const found = board.panels.find((each) => each.title === title)
  if (!found) throw new Error(`no panel "${title}" in "${board.title}"`)
  return found
}

/** Everything that a board asks Prometheus. */
export function questions(board: BoardJson): { from: string; expr: string }[] {
  const asked = panelsOf(board).flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr }) => ({ from: `${board.title}, ${title}, ${refId}`, expr })),
  )
  const marks = board.annotations.list.map(({ name, expr }) => ({ from: `${board.title}, ${name}`, expr }))
  const variables = board.templating.list
    .filter(({ type }) => type === 'query')
    .map(({ name, query }) => ({
      from: `${board.title}, $${name}`,
      expr: /^label_values\((.*), \w+\)$/.exec(query)?.[1] ?? query,
    }))
  return [...asked, ...marks, ...variables]
}

/** Names of the metrics that a query reads. */
export function metricsIn(expr: string): string[] {
  const names: string[] = []
  parser.parse(expr).iterate({
    enter({ name, node }) {
      if (name !== 'VectorSelector') return
      const metric = node.getChild('Identifier')
      if (metric) names.push(expr.slice(metric.from, metric.to))
    },
  })
  return names
}
