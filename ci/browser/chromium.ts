// The browser that tests and benchmarks drive: the machine's own Chromium, through Playwright.
import { type Browser, chromium } from 'playwright-core'

const ARGUMENTS = [
  '--no-sandbox', // which root may not have; it visits nothing but our own pages
  // What a browser asks for by itself would be taken for the page's requests, and its work for the page's.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launch(program: { readonly path: string }): Promise<Browser> {
  return chromium.launch({ executablePath: program.path, args: ARGUMENTS })
}
