/** The place `to` of a list of `count`, or the nearest one that there is; -1 in an empty list. */
export const moved = (to: number, count: number): number => Math.min(count - 1, Math.max(0, to))
