// POST /api/services: a service that starts beside a console that runs already tells it where it is.
import { isAbsolute } from 'node:path'
import { Refused } from '../problems.ts'

export interface Announcement {
  /** Base of its addresses: http://127.0.0.1:3000. */
  readonly url?: string
  /** Of its objectives and runbooks, absolute. */
  readonly folder?: string
}

export function readAnnouncement(body: Uint8Array): Announcement {
  const { url, folder, ...others } = objectOf(body)
  const [other] = Object.keys(others)
  if (other !== undefined) throw refused(`has a field "${other.slice(0, 60)}", but url and folder are read`)
  if (url !== undefined && !isServiceUrl(url)) throw refused('has a url that is no http address')
  if (folder !== undefined && !(typeof folder === 'string' && isAbsolute(folder)))
    throw refused('has a folder that is no absolute path')
  return { ...(url !== undefined && { url: baseOf(url) }), ...(folder !== undefined && { folder }) }
}

export function isServiceUrl(url: unknown): url is string {
  if (typeof url !== 'string' || !URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

/** Without a slash at the end, or what follows a question mark. */
export function baseOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.replace(/\/+$/, '')
}

function objectOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {}
  throw refused('is no JSON object')
}

const refused = (what: string): Refused => new Refused('BODY_INVALID', `the body ${what}`)
