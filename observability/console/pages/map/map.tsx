import type { PageProps } from '../shell/pages.ts'

export default function ServiceMapPage(_: PageProps) {
  return <h1>Map</h1>
}
