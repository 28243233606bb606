// Asks the JSON API, and asks again when the server says that what was asked for has changed.
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Change, Problem } from '../../contract.ts'
import { changes, connected } from './live.ts'

export type Asked<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'refused'; readonly problem: Problem }

/**
 * The answer to GET `url`, as the first and then as newer ones come; while a newer one is on its way, or the server does
 * not answer, the last one stays. Without a url it waits.
 */
export function useAnswer<T>(
  url: string | undefined,
  { on = [] }: { readonly on?: Change['changed'] } = {},
): Signal<Asked<T>> {
  const answer = useSignal<Asked<T>>({ state: 'waiting' })
  const asked = useRef<string | undefined>(undefined)
  const version = on.map((kind) => changes[kind].value).join()
  useEffect(() => {
    if (url === undefined) return
    if (asked.current !== url) answer.value = { state: 'waiting' }
    asked.current = url
    const abort = new AbortController()
    void ask<T>(url, abort.signal).then((next) => {
      if (next && !abort.signal.aborted) answer.value = next
    })
    return () => abort.abort()
  }, [url, version])
  return answer
}

/** Undefined where the server does not answer. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<Asked<T> | undefined> {
  try {
    const response = await fetch(url, signal ? { signal } : {})
    const body = await response.json()
    return response.ok ? { state: 'there', value: body } : { state: 'refused', problem: body }
  } catch {
    if (!signal?.aborted) connected.value = false
    return undefined
  }
}
