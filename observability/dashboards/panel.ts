// One panel of each kind, as Grafana wants it.
import {
  BigValueGraphMode,
  BigValueTextMode,
  type GraphThresholdsStyleConfig,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  DashboardLinkBuilder,
  type DynamicConfigValue,
  type Threshold,
  ThresholdsConfigBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { checked, DATASOURCE } from './datasource.ts'
import type { Limit, Link, Panel, Stat, Table, TimeSeries } from './spec.ts'

export function renderPanel(panel: Panel): TimeSeriesBuilder | StatBuilder | TableBuilder {
  switch (panel.kind) {
    case 'timeseries':
      return timeSeries(panel)
    case 'stat':
      return stat(panel)
    case 'table':
      return table(panel)
  }
}

function timeSeries(panel: TimeSeries): TimeSeriesBuilder {
  const { limits = [], min, max, over } = panel
  const made = described(new TimeSeriesBuilder(), panel)
    .unit(panel.unit)
    .fillOpacity(5)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
  if (limits.length > 0)
    made.thresholds(thresholds('transparent', limits)).thresholdsStyle({ build: dashedLines })
  if (min !== undefined) made.min(min)
  if (max !== undefined) made.max(max)
  if (over !== undefined) made.timeFrom(over)
  for (const [index, { expr, legend, exemplars }] of panel.queries.entries()) {
    const target = query(index, expr).range().legendFormat(legend)
    made.withTarget(exemplars ? target.exemplar(true) : target)
  }
  return made
}

function stat(panel: Stat): StatBuilder {
  const { limits = [], base = 'green', decimals, absent, title, name } = panel
  const made = described(new StatBuilder(), panel)
    .unit(panel.unit)
    .thresholds(thresholds(limits.length > 0 ? base : 'text', limits))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.None)
    .textMode(name ? BigValueTextMode.Name : BigValueTextMode.Value)
    .withTarget(
      query(0, panel.expr)
        .instant()
        .legendFormat(name ?? title),
    )
  if (decimals !== undefined) made.decimals(decimals)
  if (absent !== undefined) made.noValue(absent)
  return made
}

/** The queries' tables are merged into one, whose columns get the headings, order and units of the spec. */
function table(panel: Table): TableBuilder {
  const { by, columns, sort, boards = [] } = panel
  const headings: Record<string, string> = { ...by }
  for (const [index, { title }] of columns.entries()) headings[`Value #${refId(index)}`] = title
  headings.Value = columns[0]?.title ?? '' // its name when it is the only one that answers
  const order = Object.fromEntries(Object.keys(headings).map((name, index) => [name, index]))
  const made = described(new TableBuilder(), panel)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: { excludeByName: { Time: true }, indexByName: order, renameByName: headings },
    })
  if (sort) made.sortBy([new TableSortByFieldStateBuilder().displayName(sort.column).desc(sort.descending)])
  for (const [index, { expr, title, unit }] of columns.entries()) {
    made
      .withTarget(query(index, expr).instant().format(PromQueryFormat.Table))
      .overrideByName(title, [{ id: 'unit', value: unit }])
  }
  for (const heading of boards) made.overrideByName(heading, [leadsToBoard])
  return made
}

function described<Builder extends TimeSeriesBuilder | StatBuilder | TableBuilder>(
  builder: Builder,
  { title, description, links = [] }: Panel,
): Builder {
  builder.title(title).description(description)
  if (links.length > 0) builder.links(links.map(link))
  return builder
}

function query(index: number, expr: string): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId(index)).datasource(DATASOURCE).expr(checked(expr))
}

const refId = (index: number): string => String.fromCharCode(65 + index)

const dashedLines = (): GraphThresholdsStyleConfig => ({ mode: GraphThresholdsStyleMode.Dashed })

/** Grafana wants the first step without a value, the rest rising. */
function thresholds(base: string, limits: readonly Limit[]): ThresholdsConfigBuilder {
  const rising = [...limits].sort((a, b) => a.value - b.value)
  const first: Threshold = { value: null, color: base }
  return new ThresholdsConfigBuilder().steps([first, ...rising])
}

function link({ title, url }: Link): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(url).targetBlank(true)
}

const leadsToBoard: DynamicConfigValue = {
  id: 'links',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
  value: [{ title: 'Open dashboard', url: '/d/${__value.text}' }],
}
