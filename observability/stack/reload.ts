// Has Prometheus read its configuration and rules again. By signal: over HTTP any page in a browser could do it, too.
import { setTimeout as sleep } from 'node:timers/promises'
import { compose } from './engine.ts'
import { processesOf } from './processes.ts'
import { urlOf } from './site.ts'
import type { Plan } from './state.ts'

const PATIENCE_MS = 10_000

/** @returns why it failed, or undefined once it has been done. */
export async function reload(folder: string, plan: Plan): Promise<string | undefined> {
  const before = await lastReload(plan)
  if (plan.engine) compose(plan.engine, folder, ['kill', '--signal', 'SIGHUP', 'prometheus'])
  else for (const pid of processesOf(plan.commands.prometheus ?? [])) process.kill(pid, 'SIGHUP')
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(50)) {
    const now = await lastReload(plan)
    if (now.at > before.at) return undefined
    if (!now.ok && before.ok) return 'Prometheus refused its configuration or a rule file'
  }
  return `Prometheus did not read its rules again within ${PATIENCE_MS / 1000} s`
}

/** Of its own metrics: whether the last one went well, and when the last one was that did, in seconds since 1970. */
async function lastReload({ offset }: Plan): Promise<{ ok: boolean; at: number }> {
  try {
    const answer = await fetch(`${urlOf('prometheus', offset)}/metrics`, {
      signal: AbortSignal.timeout(3_000),
    })
    const text = await answer.text()
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
    return {
      ok: value('prometheus_config_last_reload_successful') === 1,
      at: value('prometheus_config_last_reload_success_timestamp_seconds'),
    }
  } catch {
    return { ok: true, at: Number.NaN } // it is being started again
  }
}
