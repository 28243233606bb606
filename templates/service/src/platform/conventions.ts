// Owner: paved-road. Generated from the toolkit's conventions; edits here are overwritten by updates.
// The one place for names: metrics, labels, headers and bucket bounds. Code, rules, dashboards
// and console all read them here. Metric and label names are OpenTelemetry's semantic conventions in
// Prometheus spelling (https://opentelemetry.io/docs/specs/semconv/).

export const METRICS = {
  httpServerRequestDuration: 'http_server_request_duration_seconds',
  httpClientRequestDuration: 'http_client_request_duration_seconds',
  httpServerMalformedRequests: 'http_server_malformed_requests_total',
  dbClientOperationDuration: 'db_client_operation_duration_seconds',
  dbPoolConnections: 'db_client_connection_count',
  dbPoolMax: 'db_client_connection_max',
  dbPoolPending: 'db_client_connection_pending_requests',
  /** A gauge of seconds: the 99th percentile since the last scrape. */
  eventLoopDelay: 'nodejs_eventloop_lag_p99_seconds',
  eventLoopUtilization: 'nodejs_eventloop_utilization_ratio',
  logLinesDropped: 'log_lines_dropped_total',
  otelSdkErrors: 'otel_sdk_errors_total',
  buildInfo: 'build_info',
} as const

export const LABELS = {
  method: 'http_request_method',
  route: 'http_route',
  status: 'http_response_status_code',
  serverAddress: 'server_address',
  errorType: 'error_type',
  serviceName: 'service_name',
  serviceVersion: 'service_version',
  environment: 'deployment_environment_name',
  dbOperation: 'db_operation_name',
  dbCollection: 'db_collection_name',
  poolState: 'db_client_connection_state',
  commit: 'commit',
} as const

/** Seconds. A latency objective must be one of these: a threshold between two bounds cannot be counted. */
export const LATENCY_BOUNDS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10,
] as const

export const ATTRIBUTES = { exemplar: 'paved_road.exemplar' } as const // true on spans that an exemplar points at

export const HEADERS = { requestId: 'x-request-id' } as const
