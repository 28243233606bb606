// Owner: team-acme
import { expect, test } from '../support/e2e.ts'

const PATH = '/sample-things'

test(`what is created at ${PATH} can be fetched, and is first in the list`, async ({ request }) => {
  const answer = await request.post(PATH, { data: { title: 'a first' } })
  expect(answer.status()).toBe(201)
  const created = await answer.json()
  expect(created).toMatchObject({ title: 'a first' })

  const location = answer.headers().location ?? ''
  expect(await (await request.get(location)).json()).toEqual(created)

  const list = await (await request.get(`${PATH}?limit=1`)).json()
  expect(list.items).toEqual([created])
})
