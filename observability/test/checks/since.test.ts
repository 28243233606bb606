// What both checks make of --since, and how they are called.
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { RELEASED } from './support/documents.ts'
import { Folder } from './support/repository.ts'

const DOCUMENT = { 'docs/openapi.json': JSON.stringify(RELEASED) }

for (const command of ['migrations', 'contract']) {
  describe(`paved-road ${command} check`, () => {
    const run = (folder: Folder, ...args: string[]) => folder.run([command, 'check', ...args])

    for (const [name, args, why] of [
      ['no --since', [], 'no --since was given'],
      ['an empty one', ['--since='], 'no --since was given'],
      [
        'zeros, as pipelines write them on the first push',
        ['--since', '0'.repeat(40)],
        'no --since was given',
      ],
      ['the commit before the first', ['--since', 'HEAD~1'], 'HEAD is the first commit'],
    ] as const) {
      it(`finds nothing with ${name}, and says why`, async () => {
        using folder = new Folder()
        folder.write(DOCUMENT)
        folder.release('v1')
        const { status, stdout, stderr } = await run(folder, ...args)
        assert.deepEqual(
          [status, stdout, stderr],
          [0, `nothing was released before: ${why}; no findings\n`, ''],
        )
      })
    }

    it('finds nothing in a repository without a commit, and says so', async () => {
      using folder = new Folder()
      folder.git('init', '--quiet')
      const { status, stdout } = await run(folder, '--since', 'main', '--json')
      assert.equal(status, 0)
      assert.deepEqual(JSON.parse(stdout), {
        summary: 'nothing was released before: the repository holds no commit',
        findings: [],
      })
    })

    it('names in its report the commit that it compared with', async () => {
      using folder = new Folder()
      folder.write(DOCUMENT)
      folder.release('v1')
      const { since, commit } = JSON.parse((await run(folder, '--since', 'v1', '--json')).stdout)
      assert.deepEqual([since, commit], ['v1', folder.git('rev-parse', 'HEAD').trim()])
    })

    for (const ref of ['v2', 'HEAD~5..HEAD', '--all', "v1'; rm -r ."]) {
      it(`refuses a commit that is not there: ${ref}`, async () => {
        using folder = new Folder()
        folder.write(DOCUMENT)
        folder.release('v1')
        folder.write({ 'docs/more.md': 'more' })
        folder.git('add', '--all')
        folder.git('commit', '--quiet', '--message', 'more')
        const { status, stderr } = await run(folder, `--since=${ref}`)
        assert.equal(status, 2)
        assert.match(stderr, /^CHECK_REF_UNKNOWN --since .+ names no commit of this repository: give the tag/)
      })
    }

    it('says that a shallow clone does not hold it, and takes it from one that does', async () => {
      using origin = new Folder()
      origin.write(DOCUMENT)
      origin.release('v1')
      origin.write({ 'docs/more.md': 'more' })
      origin.git('add', '--all')
      origin.git('commit', '--quiet', '--message', 'more')
      using clone = new Folder()
      clone.git('clone', '--quiet', '--depth', '1', '--no-tags', pathToFileURL(origin.path).href, '.')
      for (const ref of ['v1', 'HEAD~1']) {
        const { status, stderr } = await run(clone, '--since', ref)
        assert.equal(status, 3)
        assert.match(
          stderr,
          /^CHECK_CLONE_SHALLOW --since \S+ is not in this clone, .+: fetch it first \(git fetch/,
        )
      }
      clone.git('fetch', '--quiet', '--tags', '--unshallow')
      assert.equal((await run(clone, '--since', 'v1')).status, 0)
    })

    it('refuses a folder that is in no repository', async () => {
      using folder = new Folder()
      const { status, stderr } = await folder.run([command, 'check', '--since', 'v1'], {
        GIT_CEILING_DIRECTORIES: join(folder.path, '..'),
      })
      assert.equal(status, 2)
      assert.match(stderr, /^CHECK_REPOSITORY_NONE \S+ is in no git repository/)
    })

    it('passes on what git has to say where it cannot read the clone', async () => {
      using folder = new Folder()
      folder.write({
        ...DOCUMENT,
        'bin/git': '#!/bin/sh\necho "fatal: detected dubious ownership" >&2\nexit 128\n',
      })
      chmodSync(join(folder.path, 'bin/git'), 0o755)
      const { status, stderr } = await folder.run([command, 'check', '--since', 'v1'], {
        PATH: join(folder.path, 'bin'),
      })
      assert.equal(status, 3)
      assert.match(
        stderr,
        /^CHECK_GIT_FAILED git rev-parse failed \(fatal: detected dubious ownership\): see that/,
      )
    })

    it('says how it is used, and what of it is wrong', async () => {
      using folder = new Folder()
      for (const args of [[command], [command, '--help'], [command, 'check', '--help']]) {
        const { status, stdout } = await folder.run(args)
        assert.equal(status, 0)
        assert.match(stdout, new RegExp(`^Usage: paved-road ${command} check --since <ref>`))
      }
      for (const [args, says] of [
        [['czech'], '"czech" is not check'],
        [['check', 'v1'], '"v1" is more than it takes'],
        [['check', '--from', 'v1'], `${command} Unknown option '--from'`],
        [['check', '--since'], `${command} Option '--since <value>' argument missing`],
      ] as const) {
        const { status, stderr } = await folder.run([command, ...args])
        assert.equal(status, 2)
        assert.equal(stderr, `CLI_OPTION_INVALID ${says}: see paved-road ${command} --help\n`)
      }
    })
  })
}
