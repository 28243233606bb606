// The lexer of marked, which needs nothing else. A packed toolkit carries its one file beside this one, as it does the OTLP
// messages (scripts/build.ts).
import { existsSync } from 'node:fs'

const packed = new URL('./marked.generated.js', import.meta.url)

export const { lexer } = (await import(
  existsSync(packed) ? packed.href : 'marked'
)) as typeof import('marked')
