import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutForeign } from '../environment.ts'

test("settings for other services are left out, the tests' own and the machine's are kept", () => {
  const foreign = {
    OTEL_SDK_DISABLED: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'x',
    LOG_LEVEL: 'x',
    DATABASE_URL: 'x',
    PORT: 'x',
    HOST: 'x',
    NODE_OPTIONS: 'x',
    COMMIT_SHA: 'x',
    SERVICE_VERSION: 'x',
    DEPLOYMENT_ENVIRONMENT: 'x',
  }
  const own = {
    PATH: 'x',
    HOME: 'x',
    CI: 'true',
    HOSTNAME: 'x',
    LOGNAME: 'x',
    TEST_DATABASE_URL: 'x',
    npm_execpath: 'x',
  }
  assert.deepEqual(withoutForeign({ ...foreign, ...own }), own)
})
