import type { PageProps } from '../shell/pages.ts'

export default function Trace(_: PageProps) {
  return <h1>Trace</h1>
}
