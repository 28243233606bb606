// A Prometheus of the rehearsal's own, which scrapes whatever versions are up.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError } from '../../cli/errors.ts'

export interface Scraper {
  readonly url: string
  readonly follow: (ports: readonly number[]) => void
  readonly stop: () => Promise<void>
}

const READY_MS = 20_000

/** Throws REHEARSAL_FAILED. */
export async function startScraper(program: string, folder: string, port: number): Promise<Scraper> {
  const targets = join(folder, 'targets.json')
  const follow = (ports: readonly number[]): void => {
    writeFileSync(`${targets}.new`, JSON.stringify([{ targets: ports.map((each) => `127.0.0.1:${each}`) }]))
    renameSync(`${targets}.new`, targets)
  }
  follow([])
  const config = join(folder, 'prometheus.json')
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '500ms', scrape_timeout: '450ms' },
      scrape_configs: [
        { job_name: 'versions', file_sd_configs: [{ files: [targets], refresh_interval: '1s' }] },
      ],
    }),
  )
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const child = spawn(program, args, { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  for (const until = Date.now() + READY_MS; Date.now() < until && child.exitCode === null; await sleep(100))
    if (
      await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { url, follow, stop }
  await stop()
  throw new CodedError('REHEARSAL_FAILED', {
    place: program,
    message: 'did not start as a Prometheus',
    remedy: 'run it by hand to see why',
  })
}
