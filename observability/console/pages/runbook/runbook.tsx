import type { PageProps } from '../shell/pages.ts'

export default function Runbook(_: PageProps) {
  return <h1>Runbook</h1>
}
