import assert from 'node:assert/strict'
import test from 'node:test'
import { parser } from '@prometheus-io/lezer-promql'
import { LABELS, METRICS } from '../../../conventions/index.ts'
import { PERIODS, type Period, WINDOWS, type Window } from '../../../slo/model/periods.ts'
import { errorsOver, SERIES, totalOver } from '../../../slo/names.ts'
import { syntaxError } from '../../../slo/promql/parse.ts'
import { promql } from './markdown.ts'
import { models, pages, rendered } from './models.ts'

const SPANS = [...Object.keys(WINDOWS), ...Object.keys(PERIODS)] as (Window | Period)[]
const SUFFIXES = ['', '_count', '_sum', '_bucket']
/** `up` is Prometheus's own. */
const SERIES_THERE_ARE = new Set<string>([
  ...Object.values(METRICS).flatMap((metric) => SUFFIXES.map((suffix) => metric + suffix)),
  ...SPANS.flatMap((span) => [errorsOver(span), totalOver(span)]),
  ...Object.values(SERIES),
  'up',
])
/** Beside the conventions': those of targets, of histograms and of recorded series. */
const LABELS_THERE_ARE = new Set<string>([
  ...Object.values(LABELS),
  ...['job', 'instance', 'le', 'service', 'slo', 'kind'],
])

for (const [file, page] of pages) {
  test(`every query of ${file} parses, and reads series and labels that there are`, () => {
    const queries = promql(page)
    assert.ok(queries.length >= 3)
    for (const query of queries) {
      assert.equal(syntaxError(query), undefined, query)
      for (const metric of named(query, 'VectorSelector')) assert.ok(SERIES_THERE_ARE.has(metric), metric)
      for (const label of named(query, 'LabelName')) assert.ok(LABELS_THERE_ARE.has(label), label)
    }
  })
}

for (const [which, model] of Object.entries(models)) {
  test(`rendered for the ${which} service, every query parses and asks for that service alone`, () => {
    const [service] = model.services
    for (const [path, text] of rendered(model)) {
      for (const query of promql(text)) {
        assert.equal(syntaxError(query), undefined, `${path}: ${query}`)
        for (const [, name] of query.matchAll(/service(?:_name)?="([^"]*)"/g))
          assert.equal(name, service?.name)
      }
    }
  })
}

/** Texts of the nodes called `node`; of a selector, its metric. */
function named(query: string, node: string): string[] {
  const found: string[] = []
  parser.parse(query).iterate({
    enter(at) {
      if (at.name !== node) return
      const { from, to } = (node === 'VectorSelector' ? at.node.getChild('Identifier') : at) ?? at
      found.push(query.slice(from, to))
    },
  })
  return found
}
