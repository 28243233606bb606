// The parts as programs of this machine: where they are, and how each is started.
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { alertmanagerArguments } from './config/alertmanager.ts'
import { prometheusArguments } from './config/prometheus.ts'
import { PART_NAMES, PARTS, type PartName, PORTS } from './parts.ts'
import { consolePort, type Site, urlOf } from './site.ts'

/** The programs that are here, by part, as PATH has them. */
export function findPrograms(path = process.env.PATH ?? ''): ReadonlyMap<PartName, string> {
  const folders = path.split(delimiter).filter(Boolean)
  const found = PART_NAMES.flatMap((part): [PartName, string][] => {
    const file = PARTS[part].programs
      .flatMap((name) => folders.map((folder) => join(folder, name)))
      .find(isExecutable)
    return file === undefined ? [] : [[part, file]]
  })
  return new Map(found)
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/**
 * The whole command line of a part: what it is started with, and later told apart from other processes by. `folder` is
 * the stack's on this machine.
 */
export function commandOf(part: PartName, program: string, site: Site, folder: string): string[] {
  switch (part) {
    case 'prometheus':
      return [program, ...prometheusArguments(site)]
    case 'alertmanager':
      return [program, ...alertmanagerArguments(site)]
    case 'loki':
      return [program, `-config.file=${site.folder}/config/loki.yaml`]
    case 'grafana':
      return [program, 'server', '--config', `${site.folder}/config/grafana.ini`, ...grafanaPlaces(program)]
    case 'console': {
      const port = String(PORTS[consolePort(site.parts)] + site.offset)
      return [
        process.execPath,
        program,
        'console',
        ...['--otlp-port', port, '--folder', join(folder, 'services'), '--no-open', '--quiet'],
        ...['--prometheus', urlOf('prometheus', site.offset)],
      ]
    }
    default:
      return [program, `--config=${site.folder}/config/${part}.yaml`]
  }
}

/**
 * Where its pages and datasources are: all beside `bin/` in its archive. A package has the datasources apart from the
 * pages, which its service file says and nothing else does (grafana/grafana#131762).
 */
function grafanaPlaces(program: string): string[] {
  const unpacked = dirname(dirname(realpathSync(program)))
  if (existsSync(join(unpacked, 'public'))) return ['--homepath', unpacked]
  const bundled = 'cfg:default.paths.bundled_plugins=/var/lib/grafana/plugins-bundled'
  return ['--homepath', '/usr/share/grafana', bundled]
}
