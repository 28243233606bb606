// Owner: paved-road
// Who is speaking: the same name, version, commit and environment on every span, metric and log line.
import { readFileSync } from 'node:fs'
import { config } from '../config.ts'

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

export const identity = {
  name: config.OTEL_SERVICE_NAME ?? (name as string),
  version: config.SERVICE_VERSION ?? (version as string),
  commit: config.COMMIT_SHA,
  environment: config.DEPLOYMENT_ENVIRONMENT ?? config.NODE_ENV,
}
