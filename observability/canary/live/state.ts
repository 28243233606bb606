// When a watch began, so that one that was interrupted goes on as the same.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { CodedError } from '../../cli/errors.ts'
import { notWritable } from '../output.ts'
import type { Arms } from './source.ts'

interface State extends Arms {
  /** Seconds since 1970. */
  readonly since: number
  /** Seconds of a block. */
  readonly interval: number
}

type Of = Omit<State, 'since'>

/** Undefined if there is no such file yet. Throws CANARY_STATE_FOREIGN. */
export function readState(
  file: string,
  { service, baseline, canary, environment, interval }: Of,
): number | undefined {
  const state = parsed(file)
  if (state === undefined) return undefined
  const same = [
    [state.service, service],
    [state.baseline, baseline],
    [state.canary, canary],
    [state.environment, environment],
    [state.interval, interval],
  ].every(([a, b]) => a === b)
  if (same && typeof state.since === 'number') return state.since
  throw new CodedError('CANARY_STATE_FOREIGN', {
    place: file,
    message: 'is no state of this canary, with these versions and this interval',
    remedy: 'name another file, or remove it',
  })
}

/** Throws CANARY_OUTPUT_NOT_WRITABLE. */
export function writeState(file: string, state: State): void {
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`)
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw notWritable(file, cause)
  }
}

function parsed(file: string): Partial<State> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : {}
  }
}
