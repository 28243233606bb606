// Services from their documents and from the SLOs that name them; owners, tiers and links are settled here.
import { groupBy } from '../../group-by.ts'
import type { Links, Place, Service, ServiceTier, Slo } from '../model/model.ts'
import { at, type Context, type Draft, type Part, placeOf, type SpecOptions } from './context.ts'
import { tag, tierOf } from './labels.ts'
import type { Entry } from './openslo/catalogue.ts'
import { type Problems, printPlace, quoted } from './problems.ts'
import { checkText } from './text.ts'

const CONSOLE = 'http://127.0.0.1:4318'
const LINKS = ['repository', 'grafana', 'console'] as const
const UNOWNED = 'unowned'

const isStamped = ({ indicator }: Draft): boolean => indicator.source === 'requests'

/** What a Service document says; all of it may be absent. */
interface Declared {
  readonly part?: Part
  readonly displayName?: string | undefined
  readonly owner?: string | undefined
  readonly onCall?: string | undefined
  readonly tier?: ServiceTier | undefined
  readonly links: Partial<Links>
}

export function toServices(
  drafts: readonly Draft[],
  documents: readonly Entry<'Service'>[],
  options: SpecOptions,
  context: Context,
): { services: Service[]; slos: Slo[] } {
  checkOptions(options, context.problems)
  const stamped = new Set(drafts.filter(isStamped).map(({ service }) => service))
  const declared = new Map(
    documents.map((entry) => {
      const { name } = entry.document.metadata
      return [name, readDocument(entry, stamped.has(name), context)]
    }),
  )
  const services: Service[] = []
  const slos: Slo[] = []
  for (const [name, members] of groupBy(drafts, ({ service }) => service)) {
    const said = declared.get(name) ?? { links: {} }
    const owned = members.map((draft) => toSlo(draft, said.owner ?? options.owner))
    slos.push(...owned)
    services.push(toService(name, members, said, said.owner ?? owned[0]?.owner ?? UNOWNED, options, context))
    const unowned = owned.find(({ owner }) => owner === UNOWNED)
    if (unowned) warnOfOwner(unowned, context)
  }
  if (services.length === 1) return { services, slos }
  return { services: services.map((service) => ({ ...service, prefixed: true })), slos }
}

function toSlo(
  { serviceTier, servicePlace, objectivePlace, ...draft }: Draft,
  owner: string | undefined,
): Slo {
  return { ...draft, owner: draft.owner ?? owner ?? UNOWNED }
}

function toService(
  name: string,
  members: readonly Draft[],
  said: Declared,
  owner: string,
  options: SpecOptions,
  context: Context,
): Service {
  const [first] = members
  return {
    name,
    displayName: said.displayName ?? name,
    owner,
    ...(said.onCall === undefined ? {} : { onCall: said.onCall }),
    tier: commonTier(members, said, context) ?? 'standard',
    stamped: members.some(isStamped),
    links: toLinks({ ...said.links, ...options.links }),
    place: said.part ? placeOf(at(said.part, 'metadata', 'name')) : (first as Draft).servicePlace,
  }
}

/** What the Service document and the SLOs say of it must agree. */
function commonTier(
  members: readonly Draft[],
  { part, tier }: Declared,
  { problems }: Context,
): ServiceTier | undefined {
  const said =
    part && tier ? [{ serviceTier: tier, place: placeOf(at(part, 'metadata', 'labels', 'tier')) }] : []
  const [first, ...others] = [...said, ...members].filter(({ serviceTier }) => serviceTier !== undefined)
  const other = others.find(({ serviceTier }) => serviceTier !== first?.serviceTier)
  if (first && other) {
    const message = `tier ${other.serviceTier} differs from ${first.serviceTier} at ${printPlace(first.place)}`
    problems.add(
      'SLO_FIELD_INVALID',
      other.place,
      message,
      'give a service and all of its SLOs the same tier',
    )
  }
  return first?.serviceTier
}

function readDocument(
  { document: { metadata }, part }: Entry<'Service'>,
  stamped: boolean,
  context: Context,
): Declared {
  const { labels, annotations, displayName } = metadata
  const metadataPart = at(part, 'metadata')
  if (displayName !== undefined) {
    checkText('displayName', displayName, placeOf(at(metadataPart, 'displayName')), context.problems)
  }
  const links: { -readonly [K in keyof Links]?: Links[K] } = {}
  for (const key of LINKS) {
    const text = tag(`paved-road/${key}`, annotations)
    const place = placeOf(at(metadataPart, 'annotations', `paved-road/${key}`))
    if (text !== undefined && checkLink(key, text, place, context.problems)) links[key] = text
  }
  return {
    part,
    displayName,
    owner: tag('owner', labels, annotations),
    onCall: tag('paved-road/on-call', annotations),
    tier: tierOf(tag('tier', labels), stamped, at(metadataPart, 'labels', 'tier'), context),
    links,
  }
}

function checkOptions({ owner, links }: SpecOptions, problems: Problems): void {
  if (owner !== undefined) checkText('owner', owner, '--owner', problems, 100)
  for (const key of LINKS) {
    const text = links?.[key]
    if (text !== undefined) checkLink(key, text, `--${key}`, problems)
  }
}

function checkLink(what: string, text: string, place: Place | string, problems: Problems): boolean {
  const safe = /^https?:\/\/[\w.\-~:/?#[\]@!$&'()*+,;=%]+$/.test(text) && text.length <= 1_000
  const url = safe && URL.canParse(text) ? new URL(text) : undefined
  if (url && url.username === '' && url.search === '' && url.hash === '') return true
  // A password would end up in a log.
  const message = `${what} ${quoted(text.replace(/\/\/.*@/, '//…@'))} is not the base of web addresses`
  problems.add(
    'SLO_LINK_INVALID',
    place,
    message,
    'write it as https://host/path, without a query or a password',
  )
  return false
}

/** Tools that ask for every address put the console's for those they do not know. */
function toLinks(given: Partial<Links>): Links {
  const bare = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '')
  const console = bare(given.console) ?? CONSOLE
  const other = (url: string | undefined): string | undefined =>
    bare(url) === console ? undefined : bare(url)
  const [repository, grafana] = [other(given.repository), other(given.grafana)]
  return { ...(repository && { repository }), ...(grafana && { grafana }), console }
}

function warnOfOwner({ service, place }: Slo, { lints }: Context): void {
  lints.push({
    code: 'SLO_OWNER_MISSING',
    place,
    message: `nobody owns ${service}, so its alerts call nobody`,
    remedy: 'add a label "owner", or give --owner',
    blocks: false,
  })
}
