// Windows over which burn is measured, and periods over which a budget is kept, as data.

/** Seconds of each window that an alert may look at. */
export const WINDOWS = {
  '5m': 300,
  '30m': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
} as const

export type Window = keyof typeof WINDOWS

/** Seconds of each period of a rolling error budget. */
export const PERIODS = {
  '7d': 604_800,
  '28d': 2_419_200,
  '30d': 2_592_000,
  '90d': 7_776_000,
} as const

export type Period = keyof typeof PERIODS

export const PERIOD_NAMES = Object.keys(PERIODS) as Period[]
