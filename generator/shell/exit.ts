import { CodedError } from '../core/errors.ts'

/** As shells report a command that Ctrl-C ended. */
const INTERRUPTED = 130

/** Runs a command; a coded error becomes its line on standard error and its exit code. */
export async function exitCodeOf(command: () => Promise<number>): Promise<number> {
  try {
    return await command()
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return INTERRUPTED
    if (!(error instanceof CodedError)) throw error
    process.stderr.write(`${error}\n`)
    return error.exitCode
  }
}
