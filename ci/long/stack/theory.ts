// When a burn-rate alert fires and resets, for an incident in which every request is bad. It is the formula of the
// generated tests, T = share · Long, for traffic that may differ from that of the days before: what counts is how many
// of the window's events are bad, not for how long any were.

export interface Incident {
  /** Share of bad events above which the tier fires. */
  readonly threshold: number
  readonly longMinutes: number
  readonly shortMinutes: number
  /** Requests a minute now, for each one a minute in the days before. */
  readonly ratio: number
  /** Minutes of the traffic of now before the incident. */
  readonly calmMinutes: number
}

/** Minutes from its beginning: r·t bad ones of Long + (r − 1)·(calm + t), solved for the threshold. */
export function minutesToFire({ threshold, longMinutes, ratio, calmMinutes }: Incident): number {
  const more = ratio - 1
  return (threshold * (longMinutes + more * calmMinutes)) / (ratio - threshold * more)
}

/**
 * Minutes from its end, after an incident of `lasted` minutes: when what is left of it is too small a share of the short
 * window, or the whole of it of the long one, where traffic is more than it was.
 */
export function minutesToReset(incident: Incident, lasted: number): number {
  const { threshold, longMinutes, shortMinutes, ratio, calmMinutes } = incident
  const ofShort = shortMinutes * (1 - threshold)
  if (ratio <= 1) return ofShort
  const ofLong = ((lasted * ratio) / threshold - longMinutes) / (ratio - 1) - calmMinutes - lasted
  return Math.min(ofShort, Math.max(0, ofLong))
}
