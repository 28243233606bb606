// When a burn-rate alert fires and resets, for an incident in which every request is bad. It is the formula of the
// generated tests, T = share · Long, for traffic that may differ from that of the time before: what matters is how
// many bad events there are among all of the window, not for how long there were any.

export interface Incident {
  /** Share of bad events above which the tier fires. */
  readonly threshold: number
  readonly longMinutes: number
  readonly shortMinutes: number
  /** Requests a minute during the incident and after it, for each one a minute in the time before. */
  readonly ratio: number
}

/** Minutes from its beginning: bad = r·t of (Long − t) + r·t events, solved for the threshold. */
export function minutesToFire({ threshold, longMinutes, ratio }: Incident): number {
  return (threshold * longMinutes) / (ratio - threshold * (ratio - 1))
}

/**
 * Minutes from its end, after an incident of `lasted` minutes: when its rest is too small a share of the short window,
 * or all of it of the long one.
 */
export function minutesToReset(incident: Incident, lasted: number): number {
  const { threshold, longMinutes, shortMinutes, ratio } = incident
  const ofShort = shortMinutes * (1 - threshold)
  if (ratio <= 1) return ofShort
  const ofLong = ((lasted * ratio) / threshold - longMinutes) / (ratio - 1) - lasted
  return Math.min(ofShort, Math.max(0, ofLong))
}
