import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { ALERTS } from '../../../slo/alerts.ts'
import { prose, sections } from './markdown.ts'
import { example, models, pages, rendered } from './models.ts'

const SECTIONS = ['Meaning', 'Impact', 'First response', 'Diagnosis', 'Mitigation', 'After']
const TEMPLATE = new URL('../../../../templates/service/', import.meta.url)

test('every kind of alert has one page, and every page a kind of alert', () => {
  const named = Object.values(ALERTS).map(({ runbook }) => `${runbook}.md`)
  assert.equal(new Set(named).size, named.length)
  assert.deepEqual([...pages.keys()].sort(), named.sort())
})

for (const { name, runbook } of Object.values(ALERTS)) {
  const page = pages.get(`${runbook}.md`) ?? ''

  test(`${runbook} is titled after its alert and says within ten lines what to do first`, () => {
    const top = page.split('\n').slice(0, 10)
    assert.match(top[0] ?? '', new RegExp(`^# ${name}: `))
    assert.match(top.join('\n'), /^\*\*Do first:\*\* /m)
  })

  test(`${runbook} has all sections, in order and none empty`, () => {
    assert.deepEqual([...sections(page).keys()], SECTIONS)
    for (const [title, text] of sections(page)) assert.ok(text.length > 40, title)
  })

  for (const [which, model] of Object.entries(models)) {
    const text = [...rendered(model)].find(([path]) => path.endsWith(`/${runbook}.md`))?.[1]
    if (text === undefined) continue

    test(`${runbook}, ${which}: the first response is numbered without a gap and begins with a query and how to read it`, () => {
      const response = sections(text).get('First response') ?? ''
      const steps = response.split(/^(?=\d+\. )/m).slice(1)
      assert.deepEqual(
        steps.map((step) => Number.parseInt(step, 10)),
        steps.map((_, index) => index + 1),
      )
      assert.match(steps[0] ?? '', /^1\. \*\*.*\*\*[\s\S]*```promql\n/)
      assert.match(steps[0] ?? '', /^ {3}- \*\*.*healthy/m)
      assert.match(response, /[Cc]all |[Ee]scalate/)
    })
  }

  test(`${runbook} says where traces, log lines and a bare instance tell more`, () => {
    for (const place of ['error=true', 'service.log', 'paved-road console', '127.0.0.1:3000']) {
      assert.ok(page.includes(place), place)
    }
  })
}

test('pages for objectives say which routes, since when, and which version was the last safe one', () => {
  for (const { runbook, about } of Object.values(ALERTS)) {
    const page = pages.get(`${runbook}.md`) ?? ''
    if (about === 'slo') assert.match(page, /http_route[\s\S]*last safe|last safe[\s\S]*http_route/, runbook)
    assert.match(page, /[Ss]ince when/, runbook)
  }
})

test("pages name no variable, code or log message that the service's source does not have", () => {
  const source = files(new URL('src/', TEMPLATE)).join('\n')
  const known = new Set(source.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g))
  for (const [file, page] of pages) {
    const named = prose(page).match(/`[A-Z]+(?:_[A-Z]+)+`/g) ?? []
    for (const name of named) assert.ok(known.has(name.slice(1, -1)), `${file} names ${name}`)
    for (const [, message = ''] of page.matchAll(/\.msg == "([^"]+)"/g)) {
      assert.ok(source.includes(`'${message}'`), `${file} looks for the log line "${message}"`)
    }
  }
})

test('the page of the service that pages are written about is the page itself, its other half left out', () => {
  for (const [path, text] of rendered(example)) {
    const page = pages.get(path.replace('runbooks/', '')) ?? ''
    const own = page
      .replace(/^ *<!-- not stamped -->\n[\s\S]*?^ *<!-- end -->\n/gm, '')
      .replace(/^ *<!-- [a-z ]+ -->\n/gm, '')
    assert.equal(text, own.replace(/\n{3,}/g, '\n\n'))
  }
})

function files(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8'))
}
