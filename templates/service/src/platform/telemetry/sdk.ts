// Owner: paved-road
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { detectResources, envDetector, hostDetector } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Setup } from './instrument.ts'

/** What NodeSDK sets up when no variable asks for more: every trace, W3C propagation, OTLP over HTTP as protobuf. */
export function startLean({ resource, instrumentations }: Setup): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resource.merge(detectResources({ detectors: [envDetector, hostDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  )
  registerInstrumentations({ instrumentations })
  return () => provider.shutdown()
}

/** All that its standard variables can ask for. It takes half as long again to load as all else together. */
export async function startWhole(setup: Setup): Promise<() => Promise<void>> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const sdk = new NodeSDK(setup)
  sdk.start()
  return () => sdk.shutdown()
}
