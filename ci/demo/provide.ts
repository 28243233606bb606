// A service to run: stamped anew by the real generator, its dependencies installed unless they are there already.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from '../../generator/shell/npm.ts'
import { StageError } from './stages.ts'

const NAME = 'demo-orders'
const root = fileURLToPath(new URL('../..', import.meta.url))
const demo = join(root, '.demo')

/** What a stamp does not hold and the next one can take over. */
const KEPT = ['node_modules', '.data']

/** Stamps beside the last one and then takes its place, so that a failed stamp leaves a working demo. */
export function stamp(): string {
  const [target, fresh] = [join(demo, NAME), join(demo, 'fresh', NAME)]
  rmSync(join(demo, 'fresh'), { recursive: true, force: true })
  mkdirSync(join(demo, 'fresh'), { recursive: true })
  const command = join(root, 'node_modules', '.bin', 'paved-road')
  const args = ['new', NAME, '--yes', '--skip-install', '--owner', 'team-demo']
  const cwd = join(demo, 'fresh')
  const ended = spawnSync(process.execPath, [command, ...args], { cwd, encoding: 'utf8' })
  assertDone('stamp', ended, cwd, 'the generator failed')
  if (!existsSync(join(fresh, 'package.json'))) {
    throw new StageError('stamp', fresh, 'holds no service though the generator ended well', 'see generator/')
  }
  for (const kept of KEPT) {
    if (existsSync(join(target, kept))) renameSync(join(target, kept), join(fresh, kept))
  }
  rmSync(target, { recursive: true, force: true })
  renameSync(fresh, target)
  rmSync(join(demo, 'fresh'), { recursive: true })
  return target
}

/** `npm ci`, unless the lockfile is the one that was installed last. */
export function install(dir: string): 'installed' | 'unchanged' {
  const marker = join(dir, 'node_modules', '.installed-lock')
  const lock = createHash('sha256')
    .update(readFileSync(join(dir, 'package-lock.json')))
    .digest('hex')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return 'unchanged'
  const args = ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  assertDone('install', npm(args, { cwd: dir, quiet: true }), dir, 'npm ci failed')
  writeFileSync(marker, lock)
  return 'installed'
}

function assertDone(
  stage: 'stamp' | 'install',
  { status, stdout, stderr, error }: SpawnSyncReturns<string>,
  place: string,
  failure: string,
): void {
  if (status === 0) return
  const output = `${error?.message ?? ''}${stdout}${stderr}`.trim().slice(0, 2_000)
  throw new StageError(stage, place, failure, `see what it said:\n${output}`)
}
