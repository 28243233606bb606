// What a dashboard is made of, as data: rows of panels. A new panel is one more entry in a row; where it stands, its
// id, its datasource and Grafana's defaults are the renderer's business (render.ts).

export interface Board {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly variables: readonly Variable[]
  readonly links: readonly Link[]
  readonly annotations: readonly Annotation[]
  readonly rows: readonly Row[]
}

export interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}

export type Panel = TimeSeries | Stat | Table

interface Common {
  readonly title: string
  /** What the panel shows and what to make of it, for somebody who sees it for the first time at night. */
  readonly description: string
  /** Of 24. */
  readonly width?: number
  readonly height?: number
  readonly links?: readonly Link[]
}

export interface TimeSeries extends Common {
  readonly kind: 'timeseries'
  readonly unit: Unit
  readonly queries: readonly Query[]
  /** Drawn as dashed lines. */
  readonly limits?: readonly Limit[]
  readonly min?: number
  readonly max?: number
  /** Shows so much, back from now, whatever the dashboard's time range is. */
  readonly over?: string
}

export interface Stat extends Common {
  readonly kind: 'stat'
  readonly unit: Unit
  readonly expr: string
  /** From each limit on the colour is the limit's own; below the first, `base`. */
  readonly limits?: readonly Limit[]
  readonly base?: Color
  readonly decimals?: number
  /** Shows the series' name, made from its labels like a legend, and not its value. */
  readonly name?: string
  /** Shown where the query yields nothing. */
  readonly absent?: string
}

/** A line for each combination of the labels in `by`, a column for each query, as of the end of the time range. */
export interface Table extends Common {
  readonly kind: 'table'
  /** Label → heading. */
  readonly by: Readonly<Record<string, string>>
  readonly columns: readonly Column[]
  /** Heading of the column with the worst on top. */
  readonly sort?: { readonly column: string; readonly descending: boolean }
  /** Headings whose cells are uids of dashboards, and lead there. */
  readonly boards?: readonly string[]
}

export interface Query {
  readonly expr: string
  readonly legend: string
  /** Asks for exemplars too: dots that lead to a trace. For latency histograms. */
  readonly exemplars?: true
}

export interface Column {
  readonly title: string
  readonly unit: Unit
  readonly expr: string
}

export interface Limit {
  readonly value: number
  readonly color: Color
}

export interface Variable {
  readonly name: string
  readonly label: string
  readonly description: string
  /** Its values are those of this label in these series. */
  readonly series: string
  readonly of: string
}

export interface Link {
  readonly title: string
  readonly url: string
}

export interface Annotation {
  readonly name: string
  readonly expr: string
  readonly title: string
  readonly text: string
}

/** Grafana's ids of units. `percentunit` is a share between 0 and 1, `dateTimeAsIso` milliseconds since 1970. */
export type Unit =
  | 'none'
  | 'short'
  | 'percentunit'
  | 's'
  | 'dtdurations'
  | 'reqps'
  | 'ops'
  | 'cps'
  | 'bytes'
  | 'dateTimeAsIso'

export type Color = 'green' | 'yellow' | 'orange' | 'red'
