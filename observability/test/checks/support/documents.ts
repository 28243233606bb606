// A small API as the template's routes would describe it, and ways to change it.

export const RELEASED = {
  openapi: '3.1.0',
  info: { title: 'things', version: '1.0.0' },
  paths: {
    '/things': {
      post: {
        parameters: [],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } },
        },
        responses: {
          '201': {
            description: 'Made',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
        },
      },
      get: {
        parameters: [
          { in: 'query', name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100 } },
          { in: 'query', name: 'colour', deprecated: true, schema: { type: 'string' } },
        ],
        responses: {
          '200': {
            description: 'A page',
            headers: { RateLimit: { schema: { type: 'string' } } },
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
              },
            },
          },
        },
      },
    },
    '/things/{id}': {
      get: {
        parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string', format: 'uuid' } }],
        responses: {
          '200': {
            description: 'One',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
        },
      },
      delete: { deprecated: true, responses: { '204': { description: 'Gone' } } },
    },
  },
  components: {
    schemas: {
      NewThing: {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 200 },
          size: { type: 'integer', minimum: 0, maximum: 10 },
          kind: { type: 'string', enum: ['SMALL', 'LARGE'] },
          note: { type: ['string', 'null'] },
          owner: { $ref: '#/components/schemas/Owner' },
          tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
        },
        required: ['name'],
      },
      Owner: {
        type: 'object',
        properties: {
          email: { type: 'string', format: 'email', pattern: '^.+@.+$' },
          age: { type: 'number' },
        },
        required: ['email'],
        additionalProperties: false,
      },
      Thing: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          status: { type: 'string', enum: ['NEW', 'OLD'] },
          total: { type: 'integer' },
          colour: { type: 'string', deprecated: true },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          shape: {
            oneOf: [
              {
                type: 'object',
                properties: { kind: { const: 'round' }, radius: { type: 'number' } },
                required: ['kind', 'radius'],
              },
              { type: 'object', properties: { kind: { const: 'flat' } }, required: ['kind'] },
            ],
          },
        },
        required: ['id', 'status', 'total', 'colour'],
        additionalProperties: false,
      },
    },
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    },
  },
}

// biome-ignore lint/suspicious/noExplicitAny: tests change documents of any shape
export type Draft = any

/** A copy of it, changed. */
export function changed(change: (draft: Draft) => void, from: Draft = RELEASED): Draft {
  const draft = structuredClone(from)
  change(draft)
  return draft
}

export const schemas = (draft: Draft): Draft => draft.components.schemas
