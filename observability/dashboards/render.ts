// Boards as Grafana's JSON, through its own builders. Uneditable: who changes a dashboard changes its source.
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type GridPos,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { checked, DATASOURCE } from './datasource.ts'
import { json } from './json.ts'
import { renderPanel } from './panel.ts'
import type { Annotation, Board, Link, Panel, Variable } from './spec.ts'

/** Grafana's grid is so many columns wide; panels fill it from the left. */
const GRID = 24
const SIZES = { timeseries: [8, 8], stat: [4, 4], table: [24, 8] } as const

export function renderBoard(board: Board): string {
  const dashboard = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags([...board.tags])
    .timezone('browser')
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([datasource(), ...board.variables.map(variable)])
    .annotations(board.annotations.map(annotation))
    .links(board.links.map(link))
  let id = 0
  let y = 0
  for (const { title, panels } of board.rows) {
    id += 1
    dashboard.withRow(new RowBuilder(title).id(id).gridPos({ x: 0, y, w: GRID, h: 1 }))
    const places = arrange(panels, y + 1)
    for (const [index, place] of places.entries()) {
      id += 1
      dashboard.withPanel(
        renderPanel(panels[index] as Panel)
          .id(id)
          .gridPos(place)
          .datasource(DATASOURCE),
      )
    }
    y = Math.max(...places.map((place) => place.y + place.h))
  }
  return `${json(JSON.parse(JSON.stringify(dashboard.build())))}\n` // without the builders' marks
}

function arrange(panels: readonly Panel[], top: number): GridPos[] {
  let [x, y, tallest] = [0, top, 0]
  return panels.map(({ kind, width, height }) => {
    const [w, h] = [width ?? SIZES[kind][0], height ?? SIZES[kind][1]]
    if (x + w > GRID) [x, y, tallest] = [0, y + tallest, 0]
    const place = { x, y, w, h }
    x += w
    tallest = Math.max(tallest, h)
    return place
  })
}

function datasource() {
  return new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus')
}

function variable({ name, label, description, series, of }: Variable) {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(DATASOURCE)
    .query(`label_values(${checked(series)}, ${of})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}

function annotation({ name, expr, title, text }: Annotation) {
  const made = new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('blue')
    .expr(checked(expr))
    .titleFormat(title)
    .textFormat(text)
  return inSight(made)
}

function link({ title, url }: Link) {
  return inSight(new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).keepTime(true))
}

/** Beside the time range, and not in the menu where the builders put it. */
function inSight<Placed extends { placement?: unknown }>(builder: { build: () => Placed }) {
  return {
    build(): Placed {
      const built = builder.build()
      delete built.placement
      return built
    },
  }
}
