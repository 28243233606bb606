// How long it takes to stamp out a service, dependencies not installed, as an installed user would: packed tarballs
// in a folder outside the repository, peers beside them.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pack } from '../../pack.ts'
import type { Part } from '../report.ts'
import { median, quantile } from '../statistics.ts'

const ROUNDS = 12
const NEST = '@nestjs/cli@12.0.8'
const YO = 'yo@7.0.1'
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** `yo` refuses to run as root, and fails where it changes to another user by itself. */
const ORDINARY_UID = 54321

interface Arm {
  name: string
  about: string
  command: (service: string) => [string, ...string[]]
}

const arms: Arm[] = [
  {
    name: 'paved-road new',
    about: 'from the packed tarballs',
    command: (service) => ['paved-road', 'new', service, '--yes', '--skip-install'],
  },
  {
    name: 'nest new',
    about: NEST,
    command: (service) => [
      'nest',
      'new',
      service,
      '--skip-install',
      '--skip-git',
      '--package-manager',
      'npm',
    ],
  },
  {
    name: 'yo paved-road',
    about: `by name, ${YO}`,
    command: (service) => ['yo', 'paved-road', service, '--yes', '--skip-install'],
  },
  {
    name: 'yo empty',
    about: 'a Yeoman generator that writes one file, by name',
    command: (service) => ['yo', 'empty', service, '--skip-install'],
  },
  {
    name: 'paved-road new, checkout',
    about: 'from this checkout: it packs the toolkit into the service',
    command: (service) => [
      join(ROOT, 'node_modules/.bin/paved-road'),
      'new',
      service,
      '--yes',
      '--skip-install',
    ],
  },
]

export const stamp: Part = {
  id: 'stamp',
  title: 'Stamp-out',
  about:
    `Seconds of one command, nothing installed by it. ${ROUNDS} rounds after one that is not counted, arms taking turns; ` +
    'medians, quartiles in brackets. All on the pinned Node.',
  async run(progress) {
    const home = mkdtempSync(join(tmpdir(), 'bench-stamp-'))
    try {
      installPeers(home)
      progress('peers installed')
      const times = new Map<string, number[]>(arms.map(({ name }) => [name, []]))
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const arm of arms) {
          const seconds = stampOnce(home, arm, `svc-${round}-${arms.indexOf(arm)}`)
          if (round > 0) times.get(arm.name)?.push(seconds)
        }
        if (round % 4 === 0) progress(`round ${round} of ${ROUNDS}`)
      }
      const of = (name: string) => times.get(name) ?? []
      const ratio = (one: string, other: string) => median(of(one)) / median(of(other))
      const nest = ratio('paved-road new', 'nest new')
      const yo = ratio('yo paved-road', 'yo empty')
      return {
        tables: [
          {
            title: '',
            columns: ['command', 'what it is', 's'],
            rows: arms.map(({ name, about }) => [
              name,
              about,
              `${median(of(name)).toFixed(2)} [${quantile(of(name), 0.25).toFixed(2)}–${quantile(of(name), 0.75).toFixed(2)}]`,
            ]),
          },
        ],
        figures: [
          { name: 'stamp-out: paved-road new ÷ nest new', value: nest, goal: 1, met: nest <= 1 },
          {
            name: 'stamp-out: yo paved-road ÷ yo with an empty generator',
            value: yo,
            goal: 1.2,
            met: yo <= 1.2,
          },
        ],
      }
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  },
}

function installPeers(home: string): void {
  const tarballs = (['observability', 'generator'] as const).map((name) => pack(name, home))
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true }))
  run(home, ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', NEST, YO, ...tarballs])
  const { version } = JSON.parse(
    readFileSync(join(ROOT, 'node_modules/yeoman-generator/package.json'), 'utf8'),
  )
  const empty = join(home, 'node_modules/generator-empty')
  mkdirSync(join(empty, 'generators/app'), { recursive: true })
  copyFileSync(new URL('empty-generator.mjs', import.meta.url), join(empty, 'generators/app/index.js'))
  writeFileSync(
    join(empty, 'package.json'),
    JSON.stringify({
      name: 'generator-empty',
      version: '1.0.0',
      type: 'module',
      keywords: ['yeoman-generator'],
      dependencies: { 'yeoman-generator': version },
    }),
  )
  mkdirSync(join(home, 'out'))
  if (process.getuid?.() === 0) run(home, ['chown', '-R', `${ORDINARY_UID}:${ORDINARY_UID}`, home])
}

function stampOnce(home: string, { name, command }: Arm, service: string): number {
  const started = performance.now()
  run(join(home, 'out'), command(service), { home, ordinary: name.startsWith('yo ') })
  const seconds = (performance.now() - started) / 1000
  rmSync(join(home, 'out', service), { recursive: true })
  return seconds
}

function run(cwd: string, [file = '', ...args]: string[], { home = cwd, ordinary = false } = {}): void {
  const asRoot = process.getuid?.() === 0
  const path = [join(home, 'node_modules/.bin'), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(
    delimiter,
  )
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    env: { ...process.env, PATH: path, HOME: ordinary ? home : process.env.HOME, NODE_OPTIONS: undefined },
    encoding: 'utf8',
    ...(ordinary && asRoot && { uid: ORDINARY_UID, gid: ORDINARY_UID }),
  })
  if (status !== 0)
    throw new Error(`${file} ${args.join(' ')} ended with ${status}: ${error ?? ''}\n${stdout}\n${stderr}`)
}
