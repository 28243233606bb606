// Owner: paved-road
// The engine of this machine, through `docker compose`: started with arguments, never through a shell.
import { spawnSync } from 'node:child_process'
import { ReleaseError, type Track, type Version } from '../target.ts'
import { type Folder, variablesOf } from './folder.ts'

type Service = Track | 'proxy'

interface Said {
  readonly ok: boolean
  readonly stdout: string
  /** Its last line on standard error. */
  readonly said: string
}

export type Engine = ReturnType<typeof engineAt>

export function engineAt(folder: Folder, patience: number) {
  function docker(args: readonly string[], { input = '', variables = {} } = {}): Said {
    const { status, error, stdout, stderr } = spawnSync('docker', args, {
      cwd: folder.path,
      input,
      encoding: 'utf8',
      // What is in the environment would win over the file.
      env: { ...process.env, ...variablesOf(folder.state()), ...variables },
    })
    if ((error as NodeJS.ErrnoException)?.code === 'ENOENT')
      throw new ReleaseError(
        'RELEASE_DOCKER_MISSING',
        'docker',
        'is not on PATH',
        'install it with its compose plugin: https://docs.docker.com/engine/install/',
      )
    return { ok: status === 0, stdout, said: error ? String(error) : lastLine(stderr) }
  }
  const compose = (
    args: readonly string[],
    given?: { input?: string | undefined; variables?: Record<string, string> },
  ) => docker(['compose', '--profile', 'release', ...args], given)

  function run(said: Said, what: string): string {
    if (!said.ok) throw failed(what, said.said)
    return said.stdout
  }

  const inProxy = (command: readonly string[], input?: string): string =>
    run(compose(['exec', '--no-TTY', 'proxy', ...command], { input }), 'compose exec')

  return {
    /** Waits until it is healthy. If it must not be taken away, whatever is there already is left as it is. */
    up(service: Service, { recreate = true } = {}): void {
      const how = ['--detach', '--no-deps', '--wait', '--wait-timeout', String(patience)]
      const { ok, said } = compose(['up', ...how, ...(recreate ? [] : ['--no-recreate']), service])
      if (!ok)
        throw /unhealthy|not healthy|exited/.test(said) ? notReady(service, said) : failed('compose up', said)
    },

    remove: (...services: readonly Track[]): void =>
      void run(compose(['rm', '--stop', '--force', ...services]), 'compose rm'),

    /**
     * The proxy reads its files anew and loses nothing: https://docs.haproxy.org/3.2/management.html#4. Told from inside,
     * for a container that was sent any signal from outside is not started anew after a reboot
     * (https://github.com/moby/moby/issues/41302).
     */
    reloadProxy: (): void => void inProxy(['kill', '-USR2', '1']),

    migrate({ version, image }: Version): void {
      const variables = { MIGRATE_VERSION: version, MIGRATE_IMAGE: image }
      const { ok, said } = compose(['run', '--rm', '--no-TTY', '--no-deps', 'migrate'], { variables })
      if (ok) return
      throw new ReleaseError(
        'RELEASE_MIGRATION_FAILED',
        'migrate',
        `could not bring the schema to ${version}, and no container of it was started (${said})`,
        'see what is wrong with it, then repeat the command',
      )
    },

    /** What the proxy answers on its socket. */
    tellProxy: (commands: string): string => inProxy(['nc', '127.0.0.1', '9999'], `${commands}\n`),

    addressOf(track: Track): string {
      const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
      const said = docker(['inspect', '--format', format, folder.containerOf(track)])
      return run(said, 'inspect').trim()
    },
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

function failed(what: string, said: string): ReleaseError {
  const remedy = 'see that the engine runs and this user may use it, then repeat the command'
  return new ReleaseError('RELEASE_DOCKER_FAILED', `docker ${what}`, `failed (${said})`, remedy)
}

export const notReady = (service: string, said: string): ReleaseError =>
  new ReleaseError(
    'RELEASE_NOT_READY',
    service,
    `did not become ready (${said})`,
    `what served before still does; see "docker compose logs ${service}", then "rollback", or repeat the command`,
  )
