/** After which of so many changes a command is killed: one in the middle, or each in the long tests. */
export function killPoints(count: number): number[] {
  const each = Array.from({ length: count }, (_, index) => index + 1)
  if (process.env.KILL_AFTER_EACH === 'true') return each
  return [Math.ceil(count / 2)]
}
