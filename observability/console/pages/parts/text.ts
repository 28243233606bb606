// Text that came with telemetry, as it can be shown: it may hold anything.

/** Marks that reorder the text around them: shown, they cannot make one name look like another. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const CONTROL = /\p{Cc}/gu

/** Characters that cannot be seen, as their pictures or code points; line ends and tabs stay. */
export function visible(text: string): string {
  return text.replace(CONTROL, picture).replace(REORDERING, codePoint)
}

/** In one line. */
export const oneLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim())

/** Any JSON as text: text as it is, all else as JSON. */
export const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, undefined, 1) ?? '')

/** How much there is of a text: 312 characters, 1.2 million characters. */
export function lengthOf(text: string): string {
  const { length } = text
  return length < 1_000_000
    ? `${length.toLocaleString('en')} characters`
    : `${(length / 1_000_000).toFixed(1)} million characters`
}

function picture(character: string): string {
  if (character === '\n' || character === '\t') return character
  const code = character.charCodeAt(0)
  // Unicode has pictures for the first 32 and for DEL.
  if (code < 32) return String.fromCharCode(0x2400 + code)
  return code === 127 ? '\u2421' : codePoint(character)
}

const codePoint = (character: string): string =>
  `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`
