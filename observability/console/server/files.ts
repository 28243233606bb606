// The built pages, read once and sent as they are. Nothing but what was built can be asked for: the paths are those of a
// list, not of a folder.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { isPage } from '../addresses.ts'
import { HEADERS } from './headers.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

interface PageFile {
  readonly type: string
  readonly cache: string
  readonly etag: string
  readonly plain: Buffer
  readonly packed: Buffer
}

export type Pages = ReadonlyMap<string, PageFile>

/** Beside this code in a package, built on the spot in a checkout. */
const PLACES = ['../pages/.built', '../pages'].map((path) => fileURLToPath(new URL(path, import.meta.url)))

export function loadPages(places: readonly string[] = PLACES): Pages {
  const folder = places.find(
    (place) => existsSync(join(place, 'index.html')) && !existsSync(join(place, 'main.tsx')),
  )
  if (folder === undefined) return new Map([['/index.html', pageFile('/index.html', Buffer.from(UNBUILT))]])
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files.flatMap((entry) => {
      const file = join(entry.parentPath, entry.name)
      const path = file.slice(folder.length).split(sep).join('/')
      return extname(file) in TYPES ? [[path, pageFile(path, readFileSync(file))] as const] : []
    }),
  )
}

function pageFile(path: string, plain: Buffer): PageFile {
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    // Vite has the hash of a file's content in the name of all that is below assets/.
    cache: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    plain,
    packed: gzipSync(plain, { level: 9 }),
  }
}

const UNBUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>paved-road console</title>
  </head>
  <body>
    <h1>The pages are not built</h1>
    <p>Build them with <code>npm run pages -w paved-road</code> in the checkout, and start the console again.</p>
    <p>What they show is there as JSON: <a href="/api/services">services</a>, <a href="/api/traces">traces</a>,
    <a href="/api/slos">objectives</a>.</p>
  </body>
</html>
`

/** False where there is no such file or page. */
export function sendFile(
  pages: Pages,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const found = pages.get(isPage(path) ? '/index.html' : path)
  // Whoever follows a link that leads nowhere sees it said on a page.
  const isVisit = request.headers.accept?.includes('text/html') ?? false
  const file = found ?? (isVisit ? pages.get('/index.html') : undefined)
  if (file === undefined) return false
  const { type, cache, etag, plain, packed } = file
  const headers = { ...HEADERS, 'cache-control': cache, etag, vary: 'accept-encoding' }
  if (found && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return true
  }
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(
    `${request.headers['accept-encoding'] ?? ''}`,
  )
  const body = takesGzip ? packed : plain
  response.writeHead(found ? 200 : 404, {
    ...headers,
    'content-type': type,
    'content-length': body.length,
    ...(takesGzip && { 'content-encoding': 'gzip' }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}
