import type { PageProps } from '../shell/pages.ts'

export default function Logs(_: PageProps) {
  return <h1>Logs</h1>
}
