// The least that sends traces: the SDK with its defaults and no instrumentation at all.
import { NodeSDK } from '@opentelemetry/sdk-node'

new NodeSDK().start()
