import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { slo } from './documents.ts'
import { problemsOf, read } from './read.ts'

describe('a service', () => {
  const service = (metadata: string): string =>
    `${slo()}---\napiVersion: openslo/v1\nkind: Service\nmetadata: {name: orders, ${metadata}}\n`
  const serviceOf = (text: string, options = {}) => read(text, options).model.services[0]

  it('is made from the SLOs that name it', () => {
    assert.deepEqual(serviceOf(slo()), {
      name: 'orders',
      displayName: 'orders',
      owner: 'shop',
      tier: 'standard',
      stamped: false,
      links: { console: 'http://127.0.0.1:4318' },
      place: { file: 'slo.yaml', line: 8 },
    })
  })

  it('has the tier and the links of its document, and those of the options before them', () => {
    const annotations =
      '"paved-road/repository": "https://git.example.org/x/", "paved-road/grafana": "https://g.example.org"'
    const text = service(`labels: {tier: critical}, annotations: {${annotations}}`)
    assert.equal(serviceOf(text)?.tier, 'critical')
    assert.deepEqual(serviceOf(text, { links: { grafana: 'https://other.example.org/' } })?.links, {
      repository: 'https://git.example.org/x',
      grafana: 'https://other.example.org',
      console: 'http://127.0.0.1:4318',
    })
  })

  it('has no link that is only the console by another name', () => {
    const links = {
      console: 'http://c.example.org/',
      repository: 'http://c.example.org',
      grafana: 'http://c.example.org/',
    }
    assert.deepEqual(serviceOf(slo(), { links })?.links, { console: 'http://c.example.org' })
  })

  it('refuses a link of the options by the option', () => {
    const problems = problemsOf(() => read(slo(), { links: { grafana: 'grafana' } }))
    assert.match(problems[0] ?? '', /^SLO_LINK_INVALID --grafana grafana "grafana" is not the base/)
  })
})
