// The console with what it starts with, in a process of its own.
import { startConsole } from '../../../observability/console/server.ts'

process.on('disconnect', () => process.exit(0))
const { otlpUrl, url } = await startConsole({ otlpPort: 0 })
process.send?.({ otlpUrl, url })
