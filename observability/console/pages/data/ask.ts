// Asks the JSON API, and asks again when the server says that what was asked for has changed.
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Change, Problem } from '../../contract.ts'
import { changes, connected } from './live.ts'

export type Asked<T> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'refused'; readonly problem: Problem }

export interface AskOptions {
  /** Asks again when one of these has changed. */
  readonly on?: Change['changed']
  /** Does not ask again for a change: what is shown stays as it is. */
  readonly paused?: boolean
  /** Shows the last answer also while another address is asked: for a list whose filter changes. */
  readonly keep?: boolean
}

/**
 * The answer to GET `url`, as the first and then as newer ones come; while a newer one is on its way, or the server does
 * not answer, the last one stays. Without a url it waits.
 */
export function useAnswer<T>(
  url: string | undefined,
  { on = [], paused = false, keep = false }: AskOptions = {},
): Signal<Asked<T>> {
  const answer = useSignal<Asked<T>>({ state: 'waiting' })
  const abort = useRef<AbortController | undefined>(undefined)
  const version = on.map((kind) => changes[kind].value).join()
  const live = useRef(version)
  if (!paused) live.current = version
  useEffect(() => {
    if (url === undefined) return
    if (!keep) answer.value = { state: 'waiting' }
    abort.current = new AbortController()
    return () => abort.current?.abort()
  }, [url])
  // A change does not give up on the answer that is on its way: where answers take longer than changes, none would come.
  const newest = useRef(0)
  const asked = useRef(0)
  useEffect(() => {
    const signal = abort.current?.signal
    if (url === undefined || !signal) return
    asked.current += 1
    const turn = asked.current
    void ask<T>(url, signal).then((next) => {
      if (!next || signal.aborted || turn < newest.current) return
      newest.current = turn
      answer.value = next
    })
  }, [url, live.current])
  return answer
}

/** Undefined where the server does not answer. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<Asked<T> | undefined> {
  try {
    const response = await fetch(url, signal ? { signal } : {})
    const body = await response.json()
    connected.value = true
    return response.ok ? { state: 'there', value: body } : { state: 'refused', problem: body }
  } catch {
    if (!signal?.aborted) connected.value = false
    return undefined
  }
}
