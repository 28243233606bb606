// Where a service goes: `new shop-api` and `new ../shop-api` are relative, and their last part is the name.
import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { CodedError, quoted } from '../core/errors.ts'
import { assertNotDependency, assertServiceName } from '../core/names.ts'
import { templateManifest } from '../core/read.ts'

export interface Place {
  /** Undefined if it is still to be asked for. */
  readonly name: string | undefined
  /** The folder that will hold the service's. */
  readonly parent: string
}

export interface PlaceGiven {
  readonly positional: string | undefined
  readonly name: string | undefined
  readonly dir: string | undefined
  readonly cwd: string
}

export function placeOf({ positional, name, dir, cwd }: PlaceGiven): Place {
  const parent = resolve(cwd, dir ?? '.')
  if (name !== undefined) assertFree(name, '--name')
  if (positional === undefined) return { name, parent }
  if (isAbsolute(positional)) throw absolute(positional)
  const own = basename(positional)
  assertFree(own, 'name')
  if (name !== undefined && name !== own) throw twoNames(own, name)
  return { name: own, parent: resolve(parent, dirname(positional)) }
}

/** Throws unless a service may be called so, the packages it depends on considered. */
export function assertFree(name: string, place: string): void {
  assertServiceName(name, place)
  assertNotDependency(name, templateManifest(), place)
}

/** Where the command was started. A shell may stand in a folder that was deleted meanwhile. */
export function workingFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new CodedError('FOLDER_GONE', {
      place: process.env.PWD ?? '.',
      message: 'is gone, or closed to you, and is the folder that this was started in',
      remedy: 'go to one that is there',
      cause,
    })
  }
}

function absolute(positional: string): CodedError {
  return new CodedError('NAME_ABSOLUTE', {
    place: 'name',
    message: `${quoted(positional)} is an absolute path`,
    remedy: 'give the folder as --dir DIR and the name by itself',
  })
}

function twoNames(positional: string, flag: string): CodedError {
  return new CodedError('ANSWER_INVALID', {
    place: '--name',
    message: `${quoted(flag)} is not ${quoted(positional)}, the last part of the path`,
    remedy: 'give the name once',
  })
}
