// A module's names against all that stands in a service already. What is taken must pass the service's own checks.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import { NOT_AN_IDENTIFIER } from '../core/module-names.ts'
import { singularOf } from '../core/names.ts'
import { borrowPackages, run, stamped, temporary } from './support/run.ts'

const TAKEN = { code: 'MODULE_NAME_TAKEN', remedy: /choose another name/ }
const RESERVED = { code: 'MODULE_NAME_RESERVED', remedy: /choose another, such as / }
const OR_SINGULAR = { ...TAKEN, remedy: /choose another name, or another --singular/ }

/** Each with what it would break, and the words that say so. */
const refused: [args: string[], { code: string; remedy: RegExp }, says: RegExp][] = [
  [['service'], RESERVED, /each module uses inside itself/],
  [['repository'], RESERVED, /each module uses inside itself/],
  [['routes'], RESERVED, /each module uses inside itself/],
  [['to-string'], RESERVED, /a word of TypeScript/],
  [['aux'], RESERVED, /a device of Windows/],
  [['knex-things'], { ...RESERVED, remedy: /such as things-records/ }, /the migrations' own/],
  [['requests'], RESERVED, /by the platform/],
  [['problem'], OR_SINGULAR, /openapi\.ts has the schema Problem/],
  [['open-api'], OR_SINGULAR, /openapi\.ts has the operation getOpenApi/],
  [['order-page'], OR_SINGULAR, /orders\/schemas\.ts has the schema OrderPage/],
  [['gift-page'], OR_SINGULAR, /gift\/schemas\.ts has the schema GiftPage/],
  [['presents', '--singular', 'gift'], OR_SINGULAR, /gift\/routes\.ts has the problem GIFT_NOT_FOUND/],
  [['gift-pkey'], TAKEN, /has the table gift_pkey/],
  [['input'], TAKEN, /test\/integration\/input\.test\.ts exists/],
  [
    ['things', '--singular', 'A Thing'],
    { code: 'MODULE_NAME_INVALID', remedy: /such as gift-card$/m },
    /"A Thing"/,
  ],
]

/** Close to those, or odd, and taken all the same. */
const accepted = [
  ['gift-pages', '--singular', 'sheet'],
  ['services'],
  ['process'],
  ['name-tags'],
  ['order-pages', '--singular', 'order-sheet'],
]

describe('the names of a module', () => {
  it('are refused where they would break the service, and the service is whole with all others', () => {
    using folder = temporary()
    const service = stamped(folder.path, 'shop-api')
    assert.equal(run('module', ['gift'], { cwd: service }).status, 0)
    for (const [args, { code, remedy }, says] of refused) {
      const { status, stderr } = run('module', args, { cwd: service })
      assert.equal(status, 2, `${args}: ${stderr}`)
      assert.match(stderr, new RegExp(`^${code} `))
      assert.match(stderr, says)
      assert.match(stderr, remedy)
    }
    for (const args of accepted) {
      const { status, stderr } = run('module', args, { cwd: service })
      assert.equal(status, 0, `${args}: ${stderr}`)
    }
    borrowPackages(service)
    for (const [tool, ...args] of [
      ['tsc'],
      ['biome', 'check', '.'],
      ['node', 'scripts/docs.ts'], // schemas, operations and problems have one owner each
    ]) {
      const command = join(service, 'node_modules', '.bin', tool ?? '')
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: service, encoding: 'utf8' })
      assert.equal(status, 0, `${tool}: ${stdout}${stderr}`)
    }
    const api = JSON.parse(readFileSync(join(service, 'docs/openapi.json'), 'utf8'))
    const operations = Object.values<Record<string, { operationId: string }>>(api.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId)
    assert.equal(operations.length, 3 * (accepted.length + 2))
    assert.equal(new Set(operations).size, operations.length)
    assert.ok(operations.includes('createSheet') && operations.includes('listGiftPages'))
  })

  it('are none of those that JavaScript itself has', () => {
    const globals: string[] = runInNewContext('Object.getOwnPropertyNames(globalThis)')
    const own = [...globals, ...Object.getOwnPropertyNames(Object.prototype)]
    const functions = own.filter((name) => /^[a-z][A-Za-z]+$/.test(name) && name !== 'console')
    assert.deepEqual(
      functions.filter((name) => !NOT_AN_IDENTIFIER.has(name)),
      [],
    )
  })

  for (const [plural, singular] of Object.entries({
    'gift-cards': 'gift-card',
    categories: 'category',
    addresses: 'address',
    boxes: 'box',
    batches: 'batch',
    statuses: 'status',
    houses: 'house',
    apis: 'api',
    analysis: 'analysis',
    series: 'series',
    stock: 'stock',
    pies: 'pie',
  })) {
    it(`offer ${singular} as the singular of ${plural}`, () => {
      assert.equal(singularOf(plural), singular)
    })
  }
})
