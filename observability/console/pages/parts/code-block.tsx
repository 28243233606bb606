import type { ComponentChildren } from 'preact'
import './code-block.css'
import { CopyButton } from './copy-button.tsx'

export interface CodeBlockProps {
  /** What it is, for whoever does not see it. */
  readonly label: string
  /** What is copied. */
  readonly text: string
  /** How it is shown. */
  readonly children: ComponentChildren
}

export function CodeBlock({ label, text, children }: CodeBlockProps) {
  return (
    <section class="code" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre tabIndex={0}>
        <CopyButton text={text} what={label.toLowerCase()} />
        {children}
      </pre>
    </section>
  )
}
