// A verdict's evidence over time, as a picture: one panel a metric, one line a question, and the height that decides.
import type { Grown, MetricReport, Verdict } from './judge.ts'

const [WIDTH, PANEL, LEFT, GAP] = [720, 150, 60, 46] as const
const LINES = [
  { of: 'worse', title: 'that it is worse', colour: '#c0392b' },
  { of: 'sound', title: 'that it is no worse', colour: '#1e8449' },
  { of: 'burning', title: 'that it burns the budget', colour: '#b9770e' },
] as const

/** SVG with a light ground of its own. Evidence is drawn as its share of what decides, on a logarithmic scale. */
export function picture({ verdict, decided_at_block, metrics }: Verdict): string {
  const drawn = Object.entries(metrics).filter(
    ([, { canary, baseline }]) => canary.events + baseline.events > 0,
  )
  const height = GAP + drawn.length * (PANEL + GAP)
  const title = `${verdict}${decided_at_block === null ? '' : ` after ${decided_at_block} blocks`}`
  const panels = drawn.map(([name, report], index) => panel(name, report, GAP + index * (PANEL + GAP)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="15" font-weight="bold">${title}</text>`,
    ...panels,
    '</svg>\n',
  ].join('\n')
}

/** From a thousandth of what decides to ten times it. */
const [LOWEST, HIGHEST] = [-3, 1] as const

function panel(name: string, report: MetricReport, top: number): string {
  const y = (share: number): number => {
    const log = Math.min(HIGHEST, Math.max(LOWEST, Math.log10(share)))
    return Math.round(10 * (top + PANEL * ((HIGHEST - log) / (HIGHEST - LOWEST)))) / 10
  }
  const lines = LINES.flatMap(({ of, title, colour }) => {
    const grown = report[of]
    return grown ? [{ grown, title, colour }] : []
  })
  const keys = lines.map(
    ({ title, colour }, index) =>
      `<text x="${LEFT + 180 + index * 150}" y="${top - 8}" fill="${colour}">${title}</text>`,
  )
  const levels = [0.001, 0.01, 0.1, 1, 10].map(
    (share) =>
      `<text x="${LEFT - 8}" y="${y(share) + 4}" text-anchor="end" fill="#555">${share === 1 ? 'decides' : share}</text>` +
      `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(share)}" y2="${y(share)}" stroke="${share === 1 ? '#000' : '#ddd'}"/>`,
  )
  const drawn = lines.map(({ grown, colour }) => polyline(grown, y, colour))
  return [
    `<text x="${LEFT}" y="${top - 8}" font-weight="bold">${name}</text>`,
    ...keys,
    ...levels,
    ...drawn,
  ].join('\n')
}

function polyline({ over_time, needed }: Grown, y: (share: number) => number, colour: string): string {
  const step = (WIDTH - LEFT - 10) / Math.max(1, over_time.length)
  const points = [1, ...over_time].map(
    (evidence, block) => `${Math.round(LEFT + block * step)},${y(evidence / needed)}`,
  )
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`
}
