import assert from 'node:assert/strict'
import { eventually } from './eventually.ts'

/** Where an alert leads: both are pages of the console. Returns the runbook as it was written. */
export async function follow(annotations: Record<string, string>, service: string): Promise<string> {
  const runbook = new URL(annotations.runbook_url ?? '')
  const board = new URL(annotations.dashboard_url ?? '')
  for (const page of [runbook, board]) {
    const { status, headers } = await fetch(page)
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8'], page.href)
  }
  assert.equal(board.searchParams.get('service'), service)
  return eventually(`the console knows ${runbook.pathname}`, async () => {
    const answer = await fetch(new URL(`/api${runbook.pathname}`, runbook))
    if (answer.ok) return ((await answer.json()) as { markdown: string }).markdown
  })
}
