// Builds the pages into files that the console serves as they are: `npm run pages -w paved-road`.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('../pages', import.meta.url)),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '.built',
    emptyOutDir: true,
    target: 'es2022',
    // The console forbids inline scripts and styles to its pages (server/headers.ts): everything is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the licences of the packages inside ask for.
    license: { fileName: 'LICENSES.md' },
  },
  // `npx vite` in this folder: pages that reload as they are edited, on the data of a console that runs.
  server: { proxy: { '/api': 'http://127.0.0.1:4318' } },
})
