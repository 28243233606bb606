// The local console's own receiver, with a store that counts spans by kind instead of keeping them. A process of its
// own, on the client's core.
import { startConsole } from '../../../observability/console/server.ts'
import { createStore } from '../../../observability/console/store/index.ts'

let counts = { server: 0, client: 0, other: 0 }
const store = createStore()
store.traces.add = ({ kind }) => {
  counts[kind === 'server' || kind === 'client' ? kind : 'other'] += 1
}

process.on('message', () => {
  process.send?.(counts)
  counts = { server: 0, client: 0, other: 0 }
})
process.on('disconnect', () => process.exit(0))
const { url } = await startConsole({ port: 0, store })
process.send?.({ url })
