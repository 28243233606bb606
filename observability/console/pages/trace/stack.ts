// A stack trace in lines, and which of them are the service's own.

export interface StackLine {
  readonly text: string
  /** Of the runtime or a dependency: rarely what is looked for. */
  readonly foreign: boolean
}

const FRAME = /^\s*(?:at\s|File "|from )/
const FOREIGN = /node_modules[\\/]|node:|\(internal\/|<anonymous>|native code|site-packages|\/lib\/ruby\//

export const stackLines = (stack: string): readonly StackLine[] =>
  stack.split('\n').map((text) => ({ text, foreign: FRAME.test(text) && FOREIGN.test(text) }))
