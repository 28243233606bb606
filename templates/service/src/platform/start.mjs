// Owner: paved-road
// Loaded before src/main.ts (see `npm start`). Plain JavaScript: it turns on the cache of compiled modules, and would
// itself be compiled without it. Where the folder cannot be written, Node goes without.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url)))
await import('./telemetry/instrument.ts')
