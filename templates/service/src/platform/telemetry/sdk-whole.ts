// Owner: paved-road
// The OpenTelemetry SDK with all that its standard variables can ask for.
import { NodeSDK } from '@opentelemetry/sdk-node'
import type { Setup } from './instrument.ts'

export function startSdk(setup: Setup): () => Promise<void> {
  const sdk = new NodeSDK(setup)
  sdk.start()
  return () => sdk.shutdown()
}
