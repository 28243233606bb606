import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readDocument } from '../../checks/contract/document.ts'
import { breakingChanges } from '../../checks/contract/operations.ts'
import { changed, type Draft, RELEASED, schemas } from './support/documents.ts'
import { CHECKOUT, Folder, findingsOf } from './support/repository.ts'

interface Case {
  /** What was released, where it is not RELEASED. */
  from?: Draft
  to: Draft
  /** The code of each finding and where it points to; none by default. */
  found?: [code: string, pointer: string][]
  /** What the first of them says. */
  says?: RegExp
}

const DOCUMENT = 'docs/openapi.json'
const narrowed = (pointer: string): [string, string] => ['CONTRACT_REQUEST_NARROWED', pointer]
const widened = (pointer: string): [string, string] => ['CONTRACT_RESPONSE_WIDENED', pointer]
const removed = (pointer: string): [string, string] => ['CONTRACT_REMOVED', pointer]
const NEW = '#/components/schemas/NewThing/properties'
const THING = '#/components/schemas/Thing/properties'
const secured = changed((api) => {
  api.security = [{ token: ['read'] }]
})
const guarded = (security: object[]) =>
  changed((api) => {
    api.paths['/things'].get.security = security
  }, secured)

const REFUSED: Record<string, Case> = {
  'a path that is gone': {
    to: changed((api) => {
      api.paths['/other'] = api.paths['/things']
      delete api.paths['/things']
    }),
    found: [removed('#/paths/~1things/post'), removed('#/paths/~1things/get')],
    says: /^is gone$/,
  },
  'an operation that is gone': {
    to: changed((api) => delete api.paths['/things'].post),
    found: [removed('#/paths/~1things/post')],
  },
  'an answer that is gone': {
    to: changed((api) => {
      api.paths['/things'].post.responses = { '200': api.paths['/things'].post.responses['201'] }
    }),
    found: [removed('#/paths/~1things/post/responses/201')],
  },
  'a header of an answer that is gone': {
    to: changed((api) => delete api.paths['/things'].get.responses['200'].headers),
    found: [removed('#/paths/~1things/get/responses/200/headers/RateLimit')],
  },
  'a media type of an answer that is gone': {
    to: changed((api) => {
      const answer = api.paths['/things/{id}'].get.responses['200']
      answer.content = { 'application/vnd.things.v2+json': answer.content['application/json'] }
    }),
    found: [removed('#/paths/~1things~1{id}/get/responses/200/content/application~1json')],
  },
  'a media type of a request that is gone': {
    to: changed((api) => {
      const body = api.paths['/things'].post.requestBody
      body.content = { 'application/vnd.things.v2+json': body.content['application/json'] }
    }),
    found: [removed('#/paths/~1things/post/requestBody/content/application~1json')],
  },
  'a body that is no longer taken': {
    to: changed((api) => delete api.paths['/things'].post.requestBody),
    found: [removed('#/paths/~1things/post/requestBody')],
  },
  'a parameter that is gone': {
    to: changed((api) => api.paths['/things'].get.parameters.shift()),
    found: [removed('#/paths/~1things/get/parameters/0')],
  },
  'a parameter that must now be given': {
    to: changed((api) => {
      api.paths['/things'].get.parameters[0].required = true
    }),
    found: [narrowed('#/paths/~1things/get/parameters/0')],
    says: /^must now be given$/,
  },
  'a new parameter that must be given': {
    to: changed((api) =>
      api.paths['/things'].get.parameters.push({ in: 'header', name: 'tenant', required: true, schema: {} }),
    ),
    found: [narrowed('#/paths/~1things/get/parameters/2')],
  },
  'a parameter that is written otherwise': {
    to: changed((api) => {
      api.paths['/things'].get.parameters[0].explode = false
    }),
    found: [narrowed('#/paths/~1things/get/parameters/0/explode')],
  },
  'a parameter that takes less': {
    to: changed((api) => {
      api.paths['/things'].get.parameters[0].schema.maximum = 50
    }),
    found: [narrowed('#/paths/~1things/get/parameters/0/schema')],
    says: /^has `maximum` 50, and 100 before$/,
  },
  'a body that must now be given': {
    from: changed((api) => delete api.paths['/things'].post.requestBody),
    to: RELEASED,
    found: [narrowed('#/paths/~1things/post/requestBody')],
  },
  'a body that is no longer optional': {
    from: changed((api) => {
      api.paths['/things'].post.requestBody.required = false
    }),
    to: RELEASED,
    found: [narrowed('#/paths/~1things/post/requestBody')],
  },
  'a request property that must now be given': {
    to: changed((api) => schemas(api).NewThing.required.push('size')),
    found: [narrowed(`${NEW}/size`)],
  },
  'a new request property that must be given': {
    to: changed((api) => {
      schemas(api).NewThing.properties.colour = { type: 'string' }
      schemas(api).NewThing.required.push('colour')
    }),
    found: [narrowed(`${NEW}/colour`)],
  },
  'a request property that is refused': {
    to: changed((api) => delete schemas(api).Owner.properties.age),
    found: [removed('#/components/schemas/Owner/properties/age')],
    says: /^is refused now$/,
  },
  'requests that may no longer hold more than is named': {
    to: changed((api) => {
      schemas(api).NewThing.additionalProperties = false
    }),
    found: [narrowed('#/components/schemas/NewThing')],
  },
  'a request property of another type': {
    to: changed((api) => {
      schemas(api).NewThing.properties.size = { type: 'string' }
    }),
    found: [narrowed(`${NEW}/size`)],
    says: /^no longer takes integer$/,
  },
  'a request property that may no longer be null': {
    to: changed((api) => {
      schemas(api).NewThing.properties.note = { type: 'string' }
    }),
    found: [narrowed(`${NEW}/note`)],
    says: /^no longer takes null$/,
  },
  'a value that is no longer taken': {
    to: changed((api) => schemas(api).NewThing.properties.kind.enum.pop()),
    found: [narrowed(`${NEW}/kind`)],
    says: /^no longer takes "LARGE"$/,
  },
  'a request property of which only some values are taken': {
    to: changed((api) => {
      schemas(api).NewThing.properties.name.enum = ['A']
    }),
    found: [narrowed(`${NEW}/name`)],
  },
  'limits of a request that are narrower': {
    to: changed((api) => {
      const { name, size, tags } = schemas(api).NewThing.properties
      Object.assign(name, { minLength: 2, pattern: '^a' })
      Object.assign(size, { minimum: 1, maximum: 9, multipleOf: 3 })
      tags.maxItems = 4
    }),
    found: [
      ...Array(2).fill(narrowed(`${NEW}/name`)),
      ...Array(3).fill(narrowed(`${NEW}/size`)),
      narrowed(`${NEW}/tags`),
    ],
  },
  'items of a request that take less': {
    to: changed((api) => {
      schemas(api).NewThing.properties.tags.items.maxLength = 10
    }),
    found: [narrowed(`${NEW}/tags/items`)],
  },
  'a condition that cannot be judged': {
    to: changed((api) => {
      schemas(api).NewThing.not = { required: ['note'] }
    }),
    found: [narrowed('#/components/schemas/NewThing')],
  },
  'a property of an answer that is gone': {
    to: changed((api) => {
      delete schemas(api).Thing.properties.total
      schemas(api).Thing.required.splice(2, 1)
    }),
    found: [removed(`${THING}/total`)],
  },
  'a property of an answer that is not always there': {
    to: changed((api) => schemas(api).Thing.required.splice(2, 1)),
    found: [widened(`${THING}/total`)],
    says: /^is no longer there each time$/,
  },
  'a property of an answer that may be of another type': {
    to: changed((api) => {
      schemas(api).Thing.properties.total.type = 'number'
    }),
    found: [widened(`${THING}/total`)],
    says: /^may now be number$/,
  },
  'a property of an answer that may be null': {
    to: changed((api) => {
      schemas(api).Thing.properties.id = { anyOf: [{ type: 'string' }, { type: 'null' }] }
    }),
    found: [widened(`${THING}/id`)],
    says: /^may now be null$/,
  },
  'a new value in an answer': {
    to: changed((api) => schemas(api).Thing.properties.status.enum.push('LOST')),
    found: [widened(`${THING}/status`)],
    says: /^may now be "LOST"$/,
  },
  'any value in an answer that had a few': {
    to: changed((api) => delete schemas(api).Thing.properties.status.enum),
    found: [widened(`${THING}/status`)],
  },
  'values of names of their own that are of another type': {
    to: changed((api) => {
      schemas(api).Thing.properties.labels.additionalProperties = { type: 'integer' }
    }),
    found: [widened(`${THING}/labels/additionalProperties`)],
  },
  'a new alternative in an answer': {
    to: changed((api) =>
      schemas(api).Thing.properties.shape.oneOf.push({
        type: 'object',
        properties: { kind: { const: 'cubic' } },
        required: ['kind'],
      }),
    ),
    found: [widened(`${THING}/shape/oneOf/2/properties/kind`)],
  },
  'credentials that are asked for': {
    to: secured,
    found: ['/things/post', '/things/get', '/things/{id}/get', '/things/{id}/delete'].map((at) => {
      const [, path, method] = /^(.*)\/(\w+)$/.exec(at) ?? []
      return ['CONTRACT_SECURITY_CHANGED', `#/paths/${path?.replaceAll('/', '~1')}/${method}/security`]
    }),
    says: /^is no longer open to a call with no credentials$/,
  },
  'other credentials than before': {
    from: secured,
    to: guarded([{ key: [] }]),
    found: [['CONTRACT_SECURITY_CHANGED', '#/paths/~1things/get/security']],
  },
  'a scope that was not asked for': {
    from: secured,
    to: guarded([{ token: ['read', 'list'] }]),
    found: [['CONTRACT_SECURITY_CHANGED', '#/paths/~1things/get/security']],
  },
  'a scheme of the same name that is another': {
    from: guarded([{ key: [] }]),
    to: changed(
      (api) => {
        api.components.securitySchemes.key.name = 'x-key'
      },
      guarded([{ key: [] }]),
    ),
    found: [['CONTRACT_SECURITY_CHANGED', '#/paths/~1things/get/security']],
  },
}

const PASSED: Record<string, Case> = {
  nothing: { to: RELEASED },
  'new paths, operations, optional parameters and properties, and answers with more': {
    to: changed((api) => {
      api.paths['/others'] = api.paths['/things']
      api.paths['/things/{id}'].put = api.paths['/things'].post
      api.paths['/things'].get.parameters.push({ in: 'query', name: 'sort', schema: { type: 'string' } })
      api.paths['/things'].get.responses['429'] = { description: 'Too many' }
      schemas(api).NewThing.properties.colour = { type: 'string' }
      schemas(api).Thing.properties.weight = { type: 'number' }
      delete schemas(api).Thing.additionalProperties
      schemas(api).Thing.required.push('weight')
    }),
  },
  'a version in a media type of its own, whatever it holds': {
    to: changed((api) => {
      const v2 = { schema: { type: 'object', properties: {}, required: ['what'] } }
      api.paths['/things'].post.requestBody.content['application/vnd.things.v2+json'] = v2
      api.paths['/things'].post.responses['201'].content['application/vnd.things.v2+json'] = v2
    }),
  },
  'what was deprecated and is gone': {
    to: changed((api) => {
      delete api.paths['/things/{id}'].delete
      api.paths['/things'].get.parameters.pop()
      delete schemas(api).Thing.properties.colour
      schemas(api).Thing.required.pop()
    }),
  },
  'a media type whose schema was deprecated': {
    from: changed((api) => {
      api.paths['/things'].post.requestBody.content['text/csv'] = { schema: { deprecated: true } }
    }),
    to: RELEASED,
  },
  'what is newly deprecated, described or called otherwise': {
    to: changed((api) => {
      api.info.version = '2.0.0'
      api.paths['/things'].post.deprecated = true
      schemas(api).NewThing.properties.name.description = 'What it is called.'
      schemas(api).NewThing.properties.size.default = 3
    }),
  },
  'requests that may hold more': {
    to: changed((api) => {
      const { name, size, kind, note, tags } = schemas(api).NewThing.properties
      Object.assign(name, { minLength: 0, maxLength: 300 })
      Object.assign(size, { type: 'number', minimum: -1, maximum: 11 })
      kind.enum.push('HUGE')
      note.type.push('integer')
      delete tags.maxItems
      schemas(api).NewThing.required.pop()
      delete schemas(api).Owner.additionalProperties
      api.paths['/things'].post.requestBody.required = false
    }),
  },
  'a request property that takes any string, where it took a few': {
    to: changed((api) => {
      schemas(api).NewThing.properties.kind = { type: 'string', minLength: 1, maxLength: 20 }
    }),
  },
  'a request property that is not looked at any more': {
    to: changed((api) => delete schemas(api).NewThing.properties.size),
  },
  'answers that hold less': {
    to: changed((api) => {
      const { id, status, labels, shape } = schemas(api).Thing.properties
      Object.assign(id, { minLength: 36, maxLength: 36, format: 'uuid' })
      status.enum.pop()
      labels.additionalProperties.maxLength = 5
      shape.oneOf.pop()
      schemas(api).Thing.required.push('parts')
    }),
  },
  'the pattern that a library writes beside a format': {
    to: changed((api) => {
      schemas(api).Owner.properties.email.pattern = '^[^@]+@[^@]+$'
    }),
  },
  'a parameter of the path that is called otherwise': {
    to: changed((api) => {
      api.paths['/things/{thingId}'] = api.paths['/things/{id}']
      delete api.paths['/things/{id}']
      api.paths['/things/{thingId}'].get.parameters[0].name = 'thingId'
    }),
  },
  'a schema that is moved, or put together from parts': {
    to: changed((api) => {
      const { Thing } = schemas(api)
      const { id, ...properties } = Thing.properties
      api.components.schemas.WithId = { type: 'object', properties: { id }, required: ['id'] }
      api.components.schemas.Thing = {
        allOf: [
          { $ref: '#/components/schemas/WithId' },
          { ...Thing, properties, required: ['status', 'total', 'colour'] },
        ],
      }
    }),
  },
  'another way in beside the one before, and none at all': {
    from: secured,
    to: changed((api) => {
      api.paths['/things'].post.security = [{ token: ['read'] }, { key: [] }]
      api.paths['/things/{id}'].get.security = []
    }, secured),
  },
}

const findingsFor = ({ from = RELEASED, to }: Case) =>
  breakingChanges(
    readDocument('v1:api.json', JSON.stringify(from)),
    readDocument('api.json', JSON.stringify(to)),
  )

describe('a change of the API', () => {
  for (const [name, change] of Object.entries(REFUSED)) {
    it(`is refused: ${name}`, () => {
      const findings = findingsFor(change)
      assert.deepEqual(
        findings.map(({ code, place }) => [code, place.slice(place.indexOf('#'))]),
        change.found,
      )
      if (change.says) assert.match(findings[0]?.message ?? '', change.says)
    })
  }

  for (const [name, change] of Object.entries(PASSED)) {
    it(`passes: ${name}`, () => {
      assert.deepEqual(findingsFor(change), [])
    })
  }
})

describe('paved-road contract check', () => {
  const repository = new Folder()
  before(() => {
    repository.write({ [DOCUMENT]: JSON.stringify(RELEASED) })
    repository.release('v1')
  })
  after(() => repository[Symbol.dispose]())

  const check = (document: Draft, ...args: string[]) => {
    repository.write({ [DOCUMENT]: JSON.stringify(document) })
    return repository.run(['contract', 'check', '--since', 'v1', ...args])
  }
  const refused = (name: string): Draft => REFUSED[name]?.to

  it('tells of each finding on a line of its own: code, place, what and remedy', async () => {
    const { status, stdout, stderr } = await check(refused('a value that is no longer taken'))
    assert.equal(status, 1)
    assert.match(
      stderr,
      /^CONTRACT_REQUEST_NARROWED docs\/openapi\.json#\/components\/schemas\/NewThing\/properties\/kind no longer takes "LARGE": take .+ new version of the media type\n$/,
    )
    assert.equal(stdout, 'docs/openapi.json compared with v1; 1 finding\n')
  })

  it('points into what was released where something is gone from it', async () => {
    const [finding] = findingsOf(await check(refused('an operation that is gone'), '--json'))
    assert.equal(finding?.place, 'v1:docs/openapi.json#/paths/~1things/post')
  })

  it('finds nothing in what the template itself describes', async () => {
    const template = readFileSync(join(CHECKOUT, 'templates/service', DOCUMENT), 'utf8')
    using folder = new Folder()
    folder.write({ [DOCUMENT]: template })
    folder.release('v1')
    const { status, stdout } = await folder.run(['contract', 'check', '--since', 'v1'])
    assert.deepEqual([status, stdout], [0, 'docs/openapi.json compared with v1; no findings\n'])
  })

  it('has nothing to compare with where the description was not released', async () => {
    repository.write({ 'docs/new.json': JSON.stringify(RELEASED) })
    const { status, stdout } = await repository.run([
      'contract',
      'check',
      '--since',
      'v1',
      '--file',
      'docs/new.json',
    ])
    assert.deepEqual([status, stdout], [0, 'docs/new.json was not there at v1; no findings\n'])
  })

  for (const [what, text, message] of [
    [
      'JSON that breaks off',
      '{"openapi": "3.1.0", ',
      /^CONTRACT_FILE_INVALID docs\/bad\.json is not JSON \(/,
    ],
    ['another version', '{"openapi": "3.0.3", "paths": {}}', /docs\/bad\.json#\/openapi is not 3\.1/],
    ['a document without paths', '{"openapi": "3.1.0"}', /docs\/bad\.json#\/paths is missing/],
    ['a list', '[]', /docs\/bad\.json# is not an object/],
    ['paths that are none', '{"openapi": "3.1.0", "paths": 3}', /docs\/bad\.json#\/paths is not an object/],
    ['parameters that are none', broken({ get: { parameters: 3 } }), /\/get\/parameters is not a list/],
    ['a reference to nothing', broken({ $ref: '#/nothing' }), /is a \$ref to #\/nothing, which is not there/],
    ['a reference to itself', broken({ $ref: '#/paths/~1things' }), /is a \$ref that leads back to itself/],
    ['a reference out of it', broken({ $ref: 'other.json' }), /is no \$ref into this document/],
  ] as const) {
    it(`refuses ${what} with exit code 2, released or not`, async () => {
      using folder = new Folder()
      folder.write({ 'docs/bad.json': JSON.stringify(RELEASED) })
      folder.release('good')
      folder.write({ 'docs/bad.json': text })
      folder.release('bad')
      const run = (since: string) =>
        folder.run(['contract', 'check', '--since', since, '--file', 'docs/bad.json'])
      const now = await run('good')
      assert.equal(now.status, 2, now.stderr)
      assert.match(now.stderr, message)

      folder.write({ 'docs/bad.json': JSON.stringify(RELEASED) })
      const then = await run('bad')
      assert.equal(then.status, 2, then.stderr)
      assert.match(then.stderr, /^CONTRACT_FILE_INVALID bad:docs\/bad\.json/)
    })
  }

  it('says that there is no description', async () => {
    const { status, stderr } = await repository.run([
      'contract',
      'check',
      '--since',
      'v1',
      '--file',
      'api.json',
    ])
    assert.equal(status, 2)
    assert.match(stderr, /^CONTRACT_FILE_INVALID api\.json is not there: npm run docs makes it/)
  })
})

function broken(item: object): string {
  return JSON.stringify({ openapi: '3.1.0', paths: { '/things': item } })
}
