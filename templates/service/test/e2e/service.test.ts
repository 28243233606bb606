// Owner: paved-road
import { expect, test } from '../support/e2e.ts'

test('the service is alive and ready', async ({ request }) => {
  expect((await request.get('/livez')).status()).toBe(200)
  expect((await request.get('/readyz')).status()).toBe(200)
})

test('the service describes itself', async ({ request }) => {
  const document = await (await request.get('/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
})

test('the service says what is not there', async ({ request }) => {
  const answer = await request.get('/no/such/path')
  expect(answer.status()).toBe(404)
  expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
})
