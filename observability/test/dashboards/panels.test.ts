import assert from 'node:assert/strict'
import test from 'node:test'
import { filledIn } from '../../dashboards/datasource.ts'
import { dashboards } from '../../dashboards/index.ts'
import { FLEET_UID } from '../../slo/names.ts'
import { syntaxError } from '../../slo/promql/parse.ts'
import { boards, type PanelJson, panelsOf, questions } from './support/boards.ts'
import { MODEL } from './support/model.ts'

const written = [...boards()]

test('a stamped service has an overview and its objectives, another its objectives, and all share one board', () => {
  assert.deepEqual(
    written.map(([path]) => path),
    [
      'dashboards/acme-orders-overview.json',
      'dashboards/acme-orders-objectives.json',
      'dashboards/checkout-objectives.json',
      'dashboards/fleet.json',
    ],
  )
})

test('the fleet is the same whichever services were compiled, so that each service may bring it along', () => {
  assert.deepEqual(boards({ services: [], slos: [] }).get('dashboards/fleet.json'), written.at(-1)?.[1])
})

test('the same model makes the same bytes', () => {
  assert.deepEqual(dashboards(structuredClone(MODEL)), dashboards(MODEL))
})

test('boards are files that a person can read: short objects stand on one line', () => {
  for (const { path, text } of dashboards(MODEL)) {
    assert.ok(text.split('\n').length < 1_500, path)
    assert.match(text, /^ {6}"gridPos": \{ "x": 0, "y": 0, "h": 1, "w": 24 \}$/m)
    assert.match(text, /\n\}\n$/)
  }
})

test('each board has a uid of its own that Grafana takes', () => {
  const uids = written.map(([, { uid }]) => uid)
  assert.equal(new Set(uids).size, uids.length)
  for (const uid of uids) assert.match(uid, /^[\w-]{1,40}$/)
  assert.ok(uids.includes(FLEET_UID))
})

test('every link within Grafana leads to a board that is written, and stands in sight', () => {
  const uids = new Set(written.map(([, { uid }]) => `/d/${uid}`))
  for (const [path, { links }] of written) {
    for (const link of links) {
      assert.ok(uids.has(link.url), `${path}: ${link.url}`)
      assert.ok(!('placement' in link), path) // or it is in a menu
    }
  }
})

for (const [path, board] of written) {
  const panels = panelsOf(board)

  test(`${path}: every query, annotation and variable parses`, () => {
    for (const { from, expr } of questions(board)) {
      assert.equal(syntaxError(filledIn(expr)), undefined, `${from}: ${expr}`)
    }
  })

  test(`${path}: every panel and column says what it shows, what it means and in which unit`, () => {
    for (const panel of panels) {
      assert.match(panel.title, /\S/)
      assert.match(panel.description ?? '', /\.$/, panel.title)
      for (const unit of units(panel)) assert.match(String(unit), /\w/, panel.title)
    }
  })

  test(`${path}: no panel lies on another or beyond the grid, and no id is used twice`, () => {
    const ids = board.panels.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    const taken = new Map<string, string>()
    for (const {
      title,
      gridPos: { x, y, w, h },
    } of board.panels) {
      assert.ok(x >= 0 && x + w <= 24, title)
      for (let column = x; column < x + w; column += 1) {
        for (let row = y; row < y + h; row += 1) {
          assert.equal(taken.get(`${column},${row}`), undefined, title)
          taken.set(`${column},${row}`, title)
        }
      }
    }
  })

  test(`${path}: every column of a table has a heading, which its unit, order and links go by`, () => {
    for (const { type, title, targets = [], transformations, options, fieldConfig } of panels) {
      if (type !== 'table') continue
      const headings = transformations?.find(({ id }) => id === 'organize')?.options.renameByName ?? {}
      const labels = targets.flatMap(({ expr }) => /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [])
      for (const label of labels.filter((each) => each !== 'le'))
        assert.match(headings[label] ?? '', /^[A-Z]/, title)
      for (const { refId } of targets) assert.ok(headings[`Value #${refId}`], `${title}: ${refId}`)
      const used = [
        ...(options?.sortBy ?? []).map(({ displayName }) => displayName),
        ...(fieldConfig?.overrides ?? []).map(({ matcher }) => matcher.options),
      ]
      for (const heading of used) assert.ok(Object.values(headings).includes(heading), `${title}: ${heading}`)
    }
  })

  // Rules of https://github.com/grafana/dashboard-linter; docs/reference/dashboards.md says which are left out.
  test(`${path}: keeps the rules of grafana/dashboard-linter`, () => {
    assert.equal(board.editable, false)
    const [datasource, ...variables] = board.templating.list
    assert.partialDeepStrictEqual(datasource, { type: 'datasource', name: 'datasource', query: 'prometheus' })
    for (const { refresh, name } of variables) assert.equal(refresh, 2, name) // when the time range changes
    for (const { title, targets = [], datasource } of panels) {
      assert.ok(targets.length > 0, title)
      assert.equal(datasource?.uid, '$datasource', title)
      for (const target of targets) assert.equal(target.datasource.uid, '$datasource', title)
    }
    for (const { from, expr } of questions(board)) {
      for (const [, range] of expr.matchAll(/\bi?rate\([^[]*\[([^\]]*)\]/g)) {
        assert.equal(range, '$__rate_interval', from)
      }
      for (const [counter] of expr.matchAll(/(?<![:\w])\w+_total(?![:\w])/g)) {
        assert.match(expr, new RegExp(`\\b(i?rate|increase)\\(${counter}`), from)
      }
    }
  })

  test(`${path}: every line has a name, and latency leads to traces`, () => {
    for (const { type, title, targets = [] } of panels) {
      for (const { expr, exemplar, legendFormat } of targets) {
        if (type !== 'table') assert.match(legendFormat ?? '', /\S/, title)
        if (type === 'timeseries' && expr.includes('_bucket{')) assert.equal(exemplar, true, title)
      }
    }
  })
}

function units({ type, fieldConfig, targets = [] }: PanelJson): unknown[] {
  if (type !== 'table') return [fieldConfig?.defaults.unit]
  const given = fieldConfig?.overrides.flatMap(({ properties }) => properties) ?? []
  const found = given.filter(({ id }) => id === 'unit').map(({ value }) => value)
  assert.equal(found.length, targets.length)
  return found
}

test('two services whose names are cut to the same uid are refused', () => {
  const names = ['payments-settlement-reconciliation-api', 'payments-settlement-reconciliation-worker']
  const services = names.flatMap((name) =>
    MODEL.services.slice(0, 1).map((service) => ({ ...service, name })),
  )
  assert.throws(() => dashboards({ services, slos: [] }), /would share the dashboard/)
})

test('the mark of a deploy leads to its commit, where a repository is given', () => {
  const [service] = MODEL.services
  assert.ok(service)
  const textWith = (repository: string | undefined) => {
    const { repository: _, ...links } = service.links
    const own = { ...service, links: { ...links, ...(repository && { repository }) } }
    const board = boards({ ...MODEL, services: [own] }).get('dashboards/acme-orders-overview.json')
    return board?.annotations.list[0]?.textFormat
  }
  assert.equal(textWith(undefined), 'commit {{commit}}')
  assert.match(
    textWith('https://code.example/a/b') ?? '',
    /^<a href="https:\/\/code\.example\/a\/b\/commit\/\{\{commit\}\}">/,
  )
  assert.match(textWith('https://gitlab.example/a/b') ?? '', /gitlab\.example\/a\/b\/-\/commit\//)
})
