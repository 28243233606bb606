// A repository as a developer has it before the first push.
import { execFileSync } from 'node:child_process'

const AUTHOR = ['-c', 'user.name=Ada Example', '-c', 'user.email=ada@example.com']

/** What `github.event.before` and CI_COMMIT_BEFORE_SHA are when there was nothing before. */
export const NOTHING_BEFORE = '0'.repeat(40)

/** Commits all that is in the folder to `main`, of a new repository if there is none. @returns the commit. */
export function commitAll(folder: string, message: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', [...AUTHOR, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim()
  git('init', '--quiet', '--initial-branch=main')
  if (!git('remote')) git('remote', 'add', 'origin', 'https://code.example.org/shop/api.git')
  git('add', '--all')
  git('commit', '--quiet', '--allow-empty', `--message=${message}`)
  return git('rev-parse', 'HEAD')
}
