// A git repository in a temporary folder, and the commands run in it as npm scripts would.
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Finding } from '../../../checks/finding.ts'

export const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url))
const BIN = join(CHECKOUT, 'observability/bin/paved-road.js')
const AUTHOR = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false']

export interface Said {
  status: number | null
  stdout: string
  stderr: string
}

/** Gone when its scope ends. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'checks-'))

  write(files: Record<string, string | undefined>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.path, path)
      mkdirSync(dirname(file), { recursive: true })
      if (content === undefined) rmSync(file)
      else writeFileSync(file, content)
    }
  }

  git(...args: string[]): string {
    return execFileSync('git', [...AUTHOR, ...args], { cwd: this.path, encoding: 'utf8', stdio: 'pipe' })
  }

  /** All that is there, as the release called `tag`. */
  release(tag: string): void {
    this.git('init', '--quiet')
    this.git('add', '--all')
    this.git('commit', '--quiet', '--message', tag)
    this.git('tag', tag)
  }

  run(args: string[], env: NodeJS.ProcessEnv = {}, cwd = this.path): Promise<Said> {
    return this.start(args, env, cwd).ended
  }

  start(
    args: string[],
    env: NodeJS.ProcessEnv,
    cwd = this.path,
  ): { child: ChildProcess; ended: Promise<Said> } {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { ...process.env, ...env } })
    const said: Said = { status: null, stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        said[stream] += text
      })
    return { child, ended: new Promise((done) => child.on('close', (status) => done({ ...said, status }))) }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** What `--json` reports, the exit code being the one that goes with it. */
export function findingsOf({ status, stdout, stderr }: Said): Finding[] {
  assert.equal(stderr, '')
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  assert.equal(status, findings.length > 0 ? 1 : 0)
  return findings
}
