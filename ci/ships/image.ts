// What a service's Dockerfile puts into its image, without Docker: the files it copies, the packages it installs, the
// commands it runs, and nothing else.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { sh } from './newcomer.ts'

export interface Image {
  /** The image's working folder. */
  readonly app: string
  /** What it runs, without `node`. */
  readonly command: readonly string[]
}

export function buildImage(service: string, into: string): Image {
  const read = (file: string) => readFileSync(join(service, file), 'utf8')
  const context = read('.dockerignore').split('\n')
  const [, dependencies = '', final = ''] = read('Dockerfile').split(/^FROM .*$/m)

  const copy = (stage: string, to: string) => {
    mkdirSync(to)
    for (const [, sources = ''] of stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const source of sources.split(' ')) {
        assert.ok(context.includes(`!${source}`), `.dockerignore lets ${source} into the context`)
        cpSync(join(service, source), join(to, source), { recursive: true })
      }
    }
    return to
  }
  const installed = copy(dependencies, join(into, 'dependencies'))
  const [, install] = /^RUN npm (ci [^&\n]+)/m.exec(dependencies) ?? []
  assert.equal(install?.trim(), 'ci --omit=dev --omit=optional --ignore-scripts')
  sh('npm', [...install.trim().split(' '), '--no-audit', '--no-fund', '--loglevel=error'], { cwd: installed })

  const app = copy(final, join(into, 'app'))
  renameSync(join(installed, 'node_modules'), join(app, 'node_modules'))
  const [node, ...command] = JSON.parse(/^CMD (\[.*\])$/m.exec(final)?.[1] ?? '[]')
  assert.equal(node, 'node')
  return { app, command }
}
