// Owner: team-acme
// Every variable this service reads, typed, validated and described once. The table in README.md is made
// from this file by `npm run docs`. Only the OpenTelemetry SDK reads the environment besides.
import { z } from 'zod'
import { environment, milliseconds, whole } from './platform/environment.ts'

export const variables = {
  PORT: whole(0, 65535, 3000, 'Port to listen on; 0 takes a free one.'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional()
    .describe('PostgreSQL to use. Required in production; elsewhere an embedded one is started without it.'),
  DATABASE_POOL_MAX: whole(
    1,
    500,
    10,
    'Most connections this process holds for requests; it has one more to see whether it is ready.',
  ),
  DATABASE_POOL_WAIT_MS: milliseconds(2000, 'Longest wait for a free connection before answering 503.'),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds(5000, 'Longest any statement may run.'),
  REQUEST_TIMEOUT_MS: milliseconds(10000, 'Longest a request may take before it is answered 503.'),
  BODY_LIMIT_BYTES: whole(1, 100_000_000, 102_400, 'Largest request body accepted.'),
  SHUTDOWN_DRAIN_MS: milliseconds(
    1000,
    'After SIGTERM, how long to keep answering, not ready, so that load balancers and clients move on.',
    0,
  ),
  SHUTDOWN_TIMEOUT_MS: milliseconds(
    15000,
    'After SIGTERM, how long until the process ends whatever happens.',
  ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('Least level logged.'),
  LOG_FORMAT: z
    .enum(['auto', 'json', 'pretty'])
    .default('auto')
    .describe('`auto`: readable in a terminal, JSON lines elsewhere.'),
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` turns development aids off.'),
  DEPLOYMENT_ENVIRONMENT: z
    .string()
    .optional()
    .describe('Name of the environment on all telemetry; NODE_ENV if unset.'),
  SERVICE_VERSION: z
    .string()
    .optional()
    .describe('Version on all telemetry; the one in package.json if unset.'),
  COMMIT_SHA: z.string().default('unknown').describe('Commit on all telemetry.'),
  OTEL_SERVICE_NAME: z
    .string()
    .optional()
    .describe('Service name on all telemetry; the one in package.json if unset.'),
  OTEL_SDK_DISABLED: z.stringbool().default(false).describe('`true` turns tracing off.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .default('http://127.0.0.1:4318')
    .describe(
      'Where telemetry is sent, as OTLP over HTTP. All other `OTEL_*` variables of the OpenTelemetry SDK work too.',
    ),
  OTEL_LOGS_EXPORTER: z
    .string()
    .default('none')
    .describe('`otlp` sends log lines over OTLP as well as to standard output.'),
  OTEL_METRICS_EXPORTER: z
    .string()
    .default('none')
    .describe('Metrics are scraped at `/metrics`; `otlp` also pushes what the SDK itself measures.'),
}

export const config = environment(variables, process.env)
export type Config = typeof config
