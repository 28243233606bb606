// A coded error as yo shows it: the message alone, and `code` as the exit code (which would otherwise be 1).
import { CodedError } from '../core/errors.ts'

export class Failure extends Error {
  override name = 'Failure'
  readonly code: number

  constructor(coded: CodedError) {
    super(coded.toString(), { cause: coded })
    this.code = coded.exitCode
  }
}

export async function told<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CodedError ? new Failure(error) : error
  }
}
