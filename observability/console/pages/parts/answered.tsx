// What stands where an answer is awaited, refused or there.
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Asked } from '../data/ask.ts'
import './answered.css'

interface Props<T> {
  readonly of: Signal<Asked<T>>
  readonly children: (value: T) => ComponentChildren
}

export function Answered<T>({ of, children }: Props<T>) {
  const asked = of.value
  if (asked.state === 'waiting') return <p class="empty awaited">Loading …</p>
  if (asked.state === 'there') return <>{children(asked.value)}</>
  return (
    <p class="empty" role="alert">
      <code>{asked.problem.code}</code> {asked.problem.detail}
    </p>
  )
}
