// Owner: paved-road
// Loaded before the service that platform tests run: adds the module `probe` to the list in src/main.ts, where
// `paved-road module` would. All else is the service as it ships.
import { registerHooks } from 'node:module'

const MAIN = new URL('../../../src/main.ts', import.meta.url).href
const LIST = /^const modules\b[^=\n]*=\s*\[/m

const hooks = registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    if (url !== MAIN) return loaded
    hooks.deregister()
    return { ...loaded, source: withProbe(String(loaded.source)) }
  },
})

function withProbe(source: string): string {
  if (!LIST.test(source)) throw new Error('src/main.ts has no `const modules = [...]` to add a module to')
  const wired = source.replace(LIST, '$&probe(database.knex), ')
  return `import { probe } from '../test/support/probe/module.ts'; ${wired}` // on line 1, so that lines keep their numbers
}
