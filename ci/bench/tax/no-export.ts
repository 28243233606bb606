// For the breakdown: spans are made and batched as ever, and dropped where they would be serialised and sent.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'

OTLPTraceExporter.prototype.export = (_spans, done) => done({ code: 0 })
