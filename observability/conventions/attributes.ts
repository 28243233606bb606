// Names of attributes as OpenTelemetry has them (https://opentelemetry.io/docs/specs/semconv/), for what reads telemetry of
// any program. Behind a name stands what it was called before, which many still send.

export const RESOURCE = {
  service: 'service.name',
  version: 'service.version',
  environment: 'deployment.environment.name',
} as const

export const HTTP = {
  method: ['http.request.method', 'http.method'],
  route: 'http.route',
  status: ['http.response.status_code', 'http.status_code'],
} as const

/** The path alone may be all that a server says of it. */
export const REQUEST_URL = {
  full: ['url.full', 'http.url'],
  path: ['url.path', 'http.target'],
} as const

export const DB = {
  system: ['db.system.name', 'db.system'],
  namespace: ['db.namespace', 'db.name'],
  statement: ['db.query.text', 'db.statement'],
  operation: ['db.operation.name', 'db.operation'],
  summary: 'db.query.summary',
} as const

export const MESSAGING = {
  system: 'messaging.system',
  destination: ['messaging.destination.name', 'messaging.destination'],
} as const

export const SERVER = {
  address: ['server.address', 'net.peer.name'],
  port: ['server.port', 'net.peer.port'],
} as const

export const ERROR_TYPE = 'error.type'

export const EXCEPTION = {
  type: 'exception.type',
  message: 'exception.message',
  stacktrace: 'exception.stacktrace',
} as const
