// Owner: paved-road
// Loaded before src/main.ts (see `npm start`). Plain JavaScript: it turns on the cache of compiled modules, which
// halves what Node spends on loading TypeScript, so it must not itself be TypeScript. Where the folder cannot be
// written, or NODE_COMPILE_CACHE names another, Node goes by that.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url)))
await import('./telemetry/instrument.ts')
