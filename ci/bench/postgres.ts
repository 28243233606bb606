// An empty PostgreSQL for one benchmark, by the template's own launcher, on the core of the client.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startPostgres as launch } from '../../templates/service/development/postgres.ts'
import { canPin, OTHER_CORE } from './processes.ts'

export async function startPostgres(): Promise<{ url: string; release: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'))
  chmodSync(folder, 0o755) // for the other user that PostgreSQL runs as when this one is root
  // What it starts inherits the core that this process is on.
  const pin = (cores: string) => canPin && spawnSync('taskset', ['-acp', cores, String(process.pid)])
  pin(String(OTHER_CORE))
  const postgres = await launch(pathToFileURL(`${folder}/`))
  pin('0-1023')
  return {
    url: postgres.url,
    release: async () => {
      await postgres.release()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
