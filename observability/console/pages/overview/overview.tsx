import type { PageProps } from '../shell/pages.ts'

export default function Overview(_: PageProps) {
  return <h1>Overview</h1>
}
