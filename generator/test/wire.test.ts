import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wire } from '../core/wire.ts'

const wiring = { identifier: 'giftCards', from: './modules/gift-cards/index.ts' }

const root = (list: string, imports = "import { orders } from './modules/orders/index.ts'\n") =>
  `import './first.ts'\nimport Koa from 'koa'\n${imports}import { log } from './platform/log.ts'\n
const database = open()\n\n// The [bounded] contexts.\nconst modules = ${list}\nconst app = new Koa()\n`

const listOf = (source: string | undefined): string =>
  source?.slice(source.indexOf('const modules'), source.indexOf('\nconst app')) ?? ''

describe('wiring a module in', () => {
  it('adds it behind the others', () => {
    assert.equal(
      listOf(wire(root('[orders(database.knex)]'), wiring)),
      'const modules = [orders(database.knex), giftCards(database.knex)]',
    )
  })

  it('adds it to none', () => {
    assert.equal(listOf(wire(root('[]'), wiring)), 'const modules = [giftCards(database.knex)]')
  })

  it('puts each on a line of its own once one line is too short', () => {
    const four = 'a(database.knex, { x: [1] }), bbbbbbbbbbbb(database.knex), cccccccccccc(database.knex)'
    assert.equal(
      listOf(wire(root(`[${four}]`), wiring)),
      'const modules = [\n  a(database.knex, { x: [1] }),\n  bbbbbbbbbbbb(database.knex),\n' +
        '  cccccccccccc(database.knex),\n  giftCards(database.knex),\n]',
    )
  })

  it('keeps lines, comments and types as they are', () => {
    const list = '[\n  orders(database.knex), // sells ] things\n  // more to come: "]"\n]'
    assert.equal(
      listOf(wire(root(list).replace('modules =', 'modules: Module[] ='), wiring)),
      'const modules: Module[] = [\n  orders(database.knex), // sells ] things\n  // more to come: "]"\n  giftCards(database.knex),\n]',
    )
    assert.equal(
      listOf(wire(root('[\n  orders(database.knex) // no comma\n]'), wiring)),
      'const modules = [\n  orders(database.knex), // no comma\n  giftCards(database.knex),\n]',
    )
  })

  it('sorts its import among the others, and leaves the first where it is', () => {
    const imports = (source: string | undefined) => source?.split('\n\n')[0]?.split('\n').slice(0, -1)
    assert.deepEqual(imports(wire(root('[]'), wiring)), [
      "import './first.ts'",
      "import Koa from 'koa'",
      "import { giftCards } from './modules/gift-cards/index.ts'",
      "import { orders } from './modules/orders/index.ts'",
    ])
    const zebras = { identifier: 'zebras', from: './zebras/index.ts' }
    assert.match(wire(root('[]'), zebras) ?? '', /log\.ts'\nimport \{ zebras \} from/)
  })

  it('gives up where there is no list, or nothing to hand to the module', () => {
    assert.equal(wire(root('make()'), wiring), undefined)
    assert.equal(wire(root('[]').replace('const database', 'const db'), wiring), undefined)
    assert.equal(wire('', wiring), undefined)
  })
})
