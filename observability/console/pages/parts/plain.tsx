// Text from anywhere, in one line: it keeps its direction to itself, and shows what would hide or reorder others.
import { oneLine } from './text.ts'

export function Plain({ text, ...rest }: { readonly text: string; readonly class?: string }) {
  return <bdi {...rest}>{oneLine(text)}</bdi>
}
