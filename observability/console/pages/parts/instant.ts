const withDay = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
})
const today = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
})

/** A moment to the millisecond in the reader's zone, with its day where that is another one. Absurd ones as they are. */
export function instant(milliseconds: number, now = Date.now()): string {
  // Beyond this, a Date is none (ECMA-262, 21.4.1.1).
  if (Math.abs(milliseconds) > 8.64e15) return `${milliseconds} ms`
  const sameDay = new Date(milliseconds).toDateString() === new Date(now).toDateString()
  return (sameDay ? today : withDay).format(milliseconds)
}
