import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { unless } from '../../ci/components.ts'
import { executable, type Run, run, runInDeletedFolder, runUnprivileged, temporary } from './support/run.ts'

const NO_MOUNT = 99
const isRoot = process.getuid?.() === 0

function refused(
  { status, stdout, stderr }: Run,
  code: string,
  place: string | RegExp,
  remedy: RegExp,
): void {
  assert.equal(status, 2, stderr)
  assert.equal(stdout, '')
  const [line = '', ...more] = stderr.trimEnd().split('\n')
  assert.deepEqual(more, [], 'one line')
  assert.ok(line.startsWith(`${code} `), line)
  if (typeof place === 'string') assert.ok(line.startsWith(`${code} ${place} `), line)
  else assert.match(line, place)
  assert.match(line, remedy)
}

const refusedNames: Record<string, [name: string, code: string, remedy: RegExp]> = {
  'an empty name': ['', 'NAME_INVALID', /: use lower-case letters/],
  'the folder above': ['..', 'NAME_INVALID', /: use lower-case letters/],
  'this folder': ['.', 'NAME_INVALID', /: use lower-case letters/],
  'a way that ends above': ['a/..', 'NAME_INVALID', /: use lower-case letters/],
  'an absolute path': ['/tmp/shop-api', 'NAME_ABSOLUTE', /--dir DIR/],
  'double quotes': ['shop"api', 'NAME_INVALID', /such as shop-api/],
  'single quotes': ["shop'api", 'NAME_INVALID', /such as shop-api/],
  'a newline': ['shop\napi', 'NAME_INVALID', /such as shop-api/],
  'a newline at its end': ['shop-api\n', 'NAME_INVALID', /such as shop-api/],
  'a command': ['$(touch pwned)', 'NAME_INVALID', /such as shop-api/],
  'an emoji': ['shop-🎉', 'NAME_INVALID', /such as shop-api/],
  capitals: ['ShopApi', 'NAME_INVALID', /such as shop-api/],
  '300 characters': ['a'.repeat(300), 'NAME_INVALID', /: use lower-case/],
  'a terminal code': ['\u001b[31mred', 'NAME_INVALID', /such as shop-api/],
  'a name npm keeps': ['node_modules', 'NAME_RESERVED', /such as node-modules-service/],
  'a file browsers ask for': ['favicon.ico', 'NAME_RESERVED', /such as favicon-ico-service/],
  "one of Node's modules": ['http', 'NAME_RESERVED', /such as http-service/],
  'a device of Windows': ['con', 'NAME_RESERVED', /such as con-service/],
}

describe('paved-road new refuses', () => {
  for (const [what, [name, code, remedy]] of Object.entries(refusedNames)) {
    it(`${what} as name, and writes nothing`, () => {
      using folder = temporary()
      refused(run('new', ['--yes', '--skip-install', '--', name], { cwd: folder.path }), code, 'name', remedy)
      assert.deepEqual(folder.list(), [])
    })
  }

  it('a dependency of the service as name, before anything else is missed', () => {
    using folder = temporary()
    for (const [place, args] of [
      ['name', ['koa', '--skip-install', '--yes']],
      ['--name', ['--name', 'koa', '--skip-install', '--yes']],
      ['name', ['koa', '--skip-install']],
    ] as const)
      refused(run('new', args, { cwd: folder.path }), 'NAME_RESERVED', place, /such as koa-service/)
    assert.deepEqual(folder.list(), [])
  })

  it('a path in --name', () => {
    using folder = temporary()
    for (const name of ['../shop-api', '/tmp/shop-api'])
      refused(
        run('new', ['--name', name, '--yes'], { cwd: folder.path }),
        'NAME_INVALID',
        '--name',
        /such as/,
      )
    assert.deepEqual(folder.list(), [])
  })

  it('two names', () => {
    using folder = temporary()
    const { path: cwd } = folder
    refused(run('new', ['a-a', '--name', 'b-b', '--yes'], { cwd }), 'ANSWER_INVALID', '--name', /name once/)
    refused(run('new', ['a-a', 'b-b', '--yes'], { cwd }), 'OPTION_INVALID', 'paved-road new', /--help/)
    assert.deepEqual(folder.list(), [])
  })

  it('a target that is not empty, and leaves it as it was', () => {
    using folder = temporary()
    const target = join(folder.path, 'shop-api')
    mkdirSync(target)
    writeFileSync(join(target, 'mine.txt'), 'mine')
    const args = ['shop-api', '--yes', '--skip-install']
    refused(run('new', args, { cwd: folder.path }), 'TARGET_NOT_EMPTY', target, /choose another name/)
    assert.deepEqual(folder.list(), ['shop-api'])
    assert.equal(readFileSync(join(target, 'mine.txt'), 'utf8'), 'mine')
  })

  it('a target that is a file, or a link', () => {
    using folder = temporary()
    writeFileSync(join(folder.path, 'a-file'), '')
    symlinkSync(folder.path, join(folder.path, 'a-link'))
    for (const name of ['a-file', 'a-link'])
      refused(
        run('new', [name, '--yes', '--skip-install'], { cwd: folder.path }),
        'TARGET_NOT_EMPTY',
        join(folder.path, name),
        /choose another name/,
      )
    assert.deepEqual(folder.list(), ['a-file', 'a-link'])
  })

  it('a parent that is not there', () => {
    using folder = temporary()
    refused(
      run('new', ['nowhere/shop-api', '--yes', '--skip-install'], { cwd: folder.path }),
      'TARGET_PARENT_MISSING',
      join(folder.path, 'nowhere'),
      /--dir/,
    )
    assert.deepEqual(folder.list(), [])
  })

  it('a folder without permission', () => {
    using folder = temporary()
    chmodSync(folder.path, 0o755)
    const closed = join(folder.path, 'closed')
    mkdirSync(closed, { mode: 0o555 })
    const args = ['shop-api', '--yes', '--skip-install']
    refused(
      runUnprivileged('new', args, closed),
      'TARGET_NOT_WRITABLE',
      closed,
      /folder of your own with --dir/,
    )
  })

  it('a folder of somebody else, closed to others', () => {
    using folder = temporary()
    chmodSync(folder.path, 0o777)
    const target = join(folder.path, 'shop-api')
    mkdirSync(target, { mode: isRoot ? 0o700 : 0 })
    const ran = runUnprivileged('new', ['shop-api', '--yes', '--skip-install'], folder.path)
    chmodSync(target, 0o700)
    refused(ran, 'TARGET_NOT_WRITABLE', target, /change who may write there/)
  })

  it('to work where its own folder is gone', () => {
    using folder = temporary()
    refused(
      runInDeletedFolder('new', ['shop-api', '--yes'], folder.path),
      'FOLDER_GONE',
      join(folder.path, 'gone'),
      /: go to one that is there/,
    )
  })

  it('an unknown flag, a value that no flag has, a flag without value', () => {
    using folder = temporary()
    const cases: [string[], string, string, RegExp][] = [
      [['--colour', 'red'], 'OPTION_INVALID', 'paved-road new', /see paved-road new --help/],
      [['--owner'], 'OPTION_INVALID', 'paved-road new', /see paved-road new --help/],
      [['--tier', 'gold'], 'ANSWER_INVALID', '--tier', /use critical, standard or internal/],
      [['--ci', 'jenkins'], 'ANSWER_INVALID', '--ci', /use github, gitlab or none/],
      [['--deploy', 'heroku'], 'ANSWER_INVALID', '--deploy', /use gateway, rollouts, host or none/],
      [['--grafana', 'grafana'], 'ANSWER_INVALID', '--grafana', /use http:\/\/ or https:\/\//],
      [['--owner', 'Team "A"'], 'ANSWER_INVALID', '--owner', /such as team-a/],
      [['--description', 'a\nb'], 'ANSWER_INVALID', '--description', /on one line/],
    ]
    for (const [args, code, place, remedy] of cases)
      refused(
        run('new', ['shop-api', '--yes', '--skip-install', ...args], { cwd: folder.path }),
        code,
        place,
        remedy,
      )
    assert.deepEqual(folder.list(), [])
  })

  it('to guess: without a terminal, a missing answer is named', () => {
    using folder = temporary()
    refused(
      run('new', ['shop-api', '--owner', 'team-a', '--tier', 'standard'], { cwd: folder.path }),
      'ANSWER_MISSING',
      '--description --on-call --ci --deploy --api --console --repository --grafana',
      /--yes/,
    )
    refused(run('new', ['--yes'], { cwd: folder.path }), 'ANSWER_MISSING', 'name', /give the name/)
    assert.deepEqual(folder.list(), [])
  })

  it('to stamp half a service when the disk is full', (t) => {
    using folder = temporary()
    const { status, stdout, stderr } = onSmallDisk(folder.path, ['shop-api', '--yes', '--skip-install'])
    if (status === NO_MOUNT) return t.skip(unless(false, 'a file system to fill (unshare, mount)') || '')
    refused({ status, stdout: '', stderr }, 'DISK_FULL', join(folder.path, 'shop-api'), /make room there/)
    assert.equal(stdout, 'left:\n')
  })
})

/** Runs it on a disk of 200 kB that this process alone sees, then says what is left there. */
function onSmallDisk(folder: string, args: readonly string[]): Run {
  const script = `mount -t tmpfs -o size=200k tmpfs "$0" || exit ${NO_MOUNT}
    cd "$0"; "$@"; status=$?; echo left:$(ls -A); exit $status`
  const asRoot = isRoot ? [] : ['--user', '--map-root-user']
  const command = [process.execPath, executable('new'), ...args]
  const ran = spawnSync('unshare', [...asRoot, '--mount', 'sh', '-c', script, folder, ...command], {
    encoding: 'utf8',
  })
  return { ...ran, status: ran.error || /^unshare:/.test(ran.stderr) ? NO_MOUNT : ran.status }
}

describe('paved-road new', () => {
  it('takes a path to a sibling, and a parent folder', () => {
    using folder = temporary()
    mkdirSync(join(folder.path, 'here'))
    const cwd = join(folder.path, 'here')
    assert.equal(run('new', ['../shop-api/', '--yes', '--skip-install'], { cwd }).status, 0)
    const args = ['--name', 'shop-ui', '--dir', folder.path, '--yes', '--skip-install']
    assert.equal(run('new', args, { cwd }).status, 0)
    assert.deepEqual(folder.list(), ['here', 'shop-api', 'shop-ui'])
  })

  it('fills an empty folder', () => {
    using folder = temporary()
    mkdirSync(join(folder.path, 'shop-api'))
    assert.equal(run('new', ['shop-api', '--yes', '--skip-install'], { cwd: folder.path }).status, 0)
  })

  it('says with --dry-run what it would write, and writes nothing', () => {
    using folder = temporary()
    const { status, stdout } = run('new', ['shop-api', '--yes', '--dry-run'], { cwd: folder.path })
    assert.equal(status, 0)
    assert.match(stdout, /^ {2}src\/main\.ts +team-shop-api$/m)
    assert.match(stdout, /^ {2}src\/platform\/metrics\.ts +paved-road$/m)
    assert.match(stdout, /files would be written to shop-api, and nothing was/)
    assert.deepEqual(folder.list(), [])
  })

  it('reports as JSON', () => {
    using folder = temporary()
    const args = ['shop-api', '--yes', '--skip-install', '--json', '--owner', 'team-a']
    const report = JSON.parse(run('new', args, { cwd: folder.path }).stdout)
    assert.equal(report.path, join(folder.path, 'shop-api'))
    assert.equal(report.answers.onCall, 'team-a')
    assert.deepEqual([report.dry_run, report.installed, report.toolkit], [false, false, 'vendored'])
  })

  it('keeps the service when its packages cannot be installed, and says so with exit code 3', () => {
    using folder = temporary()
    const { status, stderr } = run('new', ['shop-api', '--yes'], {
      cwd: folder.path,
      env: {
        npm_config_registry: 'http://127.0.0.1:9',
        npm_config_cache: folder.path,
        npm_config_fetch_retries: '0',
      },
    })
    assert.equal(status, 3)
    assert.match(
      stderr,
      /^INSTALL_FAILED .*shop-api npm ci ended with 1; the service is stamped, and kept: see/m,
    )
    assert.ok(folder.list().includes('shop-api'))
  })

  it('explains itself', () => {
    using folder = temporary()
    const { status, stdout } = run('new', ['--help'], { cwd: folder.path })
    assert.equal(status, 0)
    for (const flag of [
      '--dir',
      '--owner',
      '--on-call',
      '--tier',
      '--yes',
      '--skip-install',
      '--dry-run',
      '--json',
    ])
      assert.ok(stdout.includes(flag), flag)
    assert.match(stdout, /--repository .*CODEOWNERS/)
  })
})
