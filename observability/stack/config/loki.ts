import type { Site } from '../site.ts'

/** One Loki on its own disk; it takes OTLP as it comes. */
export function lokiConfig(site: Site): object {
  const [host = '', port] = site.listen('loki').split(':')
  const [, grpcPort] = site.listen('lokiGrpc').split(':')
  const data = site.data('loki')
  return {
    auth_enabled: false,
    server: {
      http_listen_address: host,
      http_listen_port: Number(port),
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: Number(grpcPort),
    },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: data,
      replication_factor: 1,
      storage: { filesystem: { chunks_directory: `${data}/chunks`, rules_directory: `${data}/rules` } },
      ring: { kvstore: { store: 'inmemory' } },
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    limits_config: { allow_structured_metadata: true, retention_period: '72h' },
    compactor: {
      working_directory: `${data}/compactor`,
      retention_enabled: true,
      delete_request_store: 'filesystem',
    },
    analytics: { reporting_enabled: false },
  }
}
