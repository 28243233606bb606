// Docker or Podman, where one is running and knows compose.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CodedError } from '../cli/errors.ts'

export const ENGINES = ['docker', 'podman'] as const
export type EngineName = (typeof ENGINES)[number]

/** One that is not running may take its time to say so. */
const PATIENCE_MS = 5_000

/** The first that answers. */
export function findEngine(): EngineName | undefined {
  return ENGINES.find((name) => answers(name, ['info']) && answers(name, ['compose', 'version']))
}

function answers(name: EngineName, args: readonly string[]): boolean {
  return spawnSync(name, args, { stdio: 'ignore', timeout: PATIENCE_MS }).status === 0
}

/** Runs `<engine> compose …` on the stack's file; what it says goes to standard error. */
export function compose(engine: EngineName, folder: string, args: readonly string[]): void {
  const file = join(folder, 'config', 'compose.yaml')
  const { status, error } = spawnSync(engine, ['compose', '--file', file, ...args], {
    stdio: ['ignore', 2, 'inherit'],
  })
  if (status === 0) return
  throw new CodedError('STACK_ENGINE_FAILED', {
    place: `${engine} compose ${args[0]}`,
    message: `ended with ${status ?? error?.message}`,
    remedy: 'see what it said above; --mode native does without it',
  })
}
