import type { PageProps } from '../shell/pages.ts'

export default function Objectives(_: PageProps) {
  return <h1>Objectives</h1>
}
