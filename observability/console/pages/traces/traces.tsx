import type { PageProps } from '../shell/pages.ts'

export default function Traces(_: PageProps) {
  return <h1>Traces</h1>
}
