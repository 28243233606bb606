import { sparklinePath } from './sparkline-path.ts'
import './sparkline.css'

const BOX = { width: 96, height: 22 }

interface Props {
  readonly values: readonly (number | null)[]
  /** What it shows, for whoever does not see it. */
  readonly label: string
}

export function Sparkline({ values, label }: Props) {
  return (
    <svg
      class="sparkline"
      role="img"
      aria-label={label}
      width={BOX.width + 4}
      height={BOX.height + 4}
      viewBox={`-2 -2 ${BOX.width + 4} ${BOX.height + 4}`}
    >
      <path d={sparklinePath(values, BOX)} />
    </svg>
  )
}
