// What may be wider than the page: it scrolls in itself, and keys reach it where it does.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

export function Scroll({
  children,
  ...rest
}: {
  readonly children: ComponentChildren
  readonly class?: string
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const resized = new ResizeObserver(() => {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0
      else element.removeAttribute('tabindex')
    })
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  return (
    <div ref={box} class={`scroll ${rest.class ?? ''}`}>
      {children}
    </div>
  )
}
