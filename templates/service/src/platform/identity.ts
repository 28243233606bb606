// Owner: paved-road
// Who is speaking: the same name, version, commit and environment on every span, metric and log line.
import { readFileSync } from 'node:fs'
import { type Config, config } from '../config.ts'

export interface Identity {
  name: string
  version: string
  commit: string
  environment: string
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  name: string
  version: string
}

export const identity: Identity = identify(config)

function identify(config: Config): Identity {
  return {
    name: config.OTEL_SERVICE_NAME ?? manifest.name,
    version: config.SERVICE_VERSION ?? manifest.version,
    commit: config.COMMIT_SHA,
    environment: config.DEPLOYMENT_ENVIRONMENT ?? config.NODE_ENV,
  }
}
