// Owner: paved-road
// Who is speaking: the same name, version, commit and environment on every span, metric and log line.
import { readFileSync } from 'node:fs'
import { config } from '../config.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  name: string
  version: string
}

export const identity = {
  name: config.OTEL_SERVICE_NAME ?? manifest.name,
  version: config.SERVICE_VERSION ?? manifest.version,
  commit: config.COMMIT_SHA,
  environment: config.DEPLOYMENT_ENVIRONMENT ?? config.NODE_ENV,
}
