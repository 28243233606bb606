import { readdirSync } from 'node:fs'
import { countableTerms, selectorsOf } from '../../../console/objectives/counted.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import type { Selector } from '../../../slo/promql/counters.ts'
import { readSpecs } from '../../../slo/spec/index.ts'
import { corpusFolder, readCorpus } from '../../slo/rules/promtool.ts'

/** A spec of the corpus, with jobs as the console and the bundled stack call theirs, and bounds as Prometheus 3 does. */
export function modelOf(name: string): SloModel {
  const text = readCorpus(name)
    .replaceAll(/job=~?"[^"]*"/g, 'job="services"')
    .replaceAll(/le="(\d+)"/g, 'le="$1.0"')
  return readSpecs([{ path: name, text }], {}).model
}

export function selectorsIn({ slos }: SloModel): Selector[] {
  return slos.flatMap((slo) => {
    const terms = countableTerms(slo)
    return typeof terms === 'string' ? [] : selectorsOf(terms)
  })
}

/** Those without an objective that only a Prometheus can evaluate. */
export function countableSpecs(): string[] {
  return readdirSync(corpusFolder)
    .filter((name) => name.endsWith('.yaml'))
    .filter((name) => modelOf(name).slos.every((slo) => typeof countableTerms(slo) !== 'string'))
    .sort()
}
