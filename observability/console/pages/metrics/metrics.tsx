import type { PageProps } from '../shell/pages.ts'

export default function Metrics(_: PageProps) {
  return <h1>Metrics</h1>
}
