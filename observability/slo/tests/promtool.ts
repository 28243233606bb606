// The shape of a promtool test file (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/)
// and its writer.
import { stringify } from 'yaml'
import type { Artefact } from '../artefact.ts'
import { equal, type Matcher, selector } from '../promql/build.ts'

export interface Sample {
  readonly labels: string
  readonly value: number
}

export interface Check {
  readonly expr: string
  readonly eval_time: string
  readonly exp_samples: readonly Sample[]
}

export interface InputSeries {
  readonly series: string
  readonly values: string
}

/** One history, and what must be seen in it. */
export interface Scenario {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly InputSeries[]
  readonly promql_expr_test: readonly Check[]
}

export interface TestFile {
  readonly path: string
  /** The rule file that it is about. */
  readonly rules: string
  /** Lines of the comment at its top. */
  readonly about: readonly string[]
  readonly evaluationMinutes: number
  readonly scenarios: readonly Scenario[]
}

export function written({ path, rules, about, evaluationMinutes, scenarios }: TestFile): Artefact {
  const comment = ['Owner: paved-road', 'Compiled from slo.yaml: change that, not this.', ...about]
  const content = {
    rule_files: [`../${rules}`],
    evaluation_interval: `${evaluationMinutes}m`,
    tests: scenarios,
  }
  const text = stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })
  return { path, text: `${comment.map((line) => `# ${line}\n`).join('')}${text}` }
}

export type Labels = Readonly<Record<string, string>>

export function metric(name: string, labels: Labels): string {
  return selector(name, matchersOf(labels))
}

/** An alert fires, with these labels and no others. */
export function fires(labels: Labels, minute: number, pick: Labels = labels): Check {
  return {
    expr: metric('ALERTS', { ...pick, alertstate: 'firing' }),
    eval_time: `${minute}m`,
    exp_samples: [{ labels: metric('ALERTS', { ...labels, alertstate: 'firing' }), value: 1 }],
  }
}

/** No alert with these labels fires at this minute. */
export function quiet(labels: Labels, minute: number): Check {
  return {
    expr: metric('ALERTS', { ...labels, alertstate: 'firing' }),
    eval_time: `${minute}m`,
    exp_samples: [],
  }
}

/** No alert with these labels has fired in the minutes up to this one. */
export function silent(labels: Labels, minute: number, minutes = minute + 1): Check {
  const firing = metric('ALERTS', { ...labels, alertstate: 'firing' })
  return { expr: `count_over_time(${firing}[${minutes}m])`, eval_time: `${minute}m`, exp_samples: [] }
}

/** An expression without labels has this value. */
export function value(expr: string, minute: number, expected: number): Check {
  return { expr, eval_time: `${minute}m`, exp_samples: [{ labels: '{}', value: expected }] }
}

function matchersOf(labels: Labels): Matcher[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, text]) => equal(label, text))
}
