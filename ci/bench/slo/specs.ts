// SLO files in Sloth's prometheus/v1, which both compilers read: objectives and queries are the same to the letter.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Spec {
  service: string
  slos: { name: string; objective: number; errors: string; total: string }[]
}

const COUNTER = 'http_requests_total'

/** `{{.window}}` is where the compiler puts the window. */
export const counted = (matchers: string): string => `sum(rate(${COUNTER}{${matchers}}[{{.window}}]))`

/** One objective, of the requests that were not answered with a 5xx. */
export const availability = (service: string): Spec => ({
  service,
  slos: [
    {
      name: 'availability',
      objective: 99.9,
      errors: counted(`job="${service}",code=~"5.."`),
      total: counted(`job="${service}"`),
    },
  ],
})

/** A fleet, each service with ten objectives: one over all routes, nine over one route each. */
export function fleet(services: number): Spec[] {
  return Array.from({ length: services }, (_, index) => {
    const service = `service-${String(index).padStart(3, '0')}`
    const routes = Array.from({ length: 9 }, (_, route) => ({
      name: `route-${route}-availability`,
      objective: route % 2 === 0 ? 99.5 : 99.9,
      errors: counted(`job="${service}",route="/things/${route}",code=~"5.."`),
      total: counted(`job="${service}",route="/things/${route}"`),
    }))
    return { service, slos: [...availability(service).slos, ...routes] }
  })
}

export function writeSpecs(folder: string, specs: Spec[]): string[] {
  mkdirSync(folder, { recursive: true })
  return specs.map((spec) => {
    const file = join(folder, `${spec.service}.yml`)
    writeFileSync(file, text(spec))
    return file
  })
}

function text({ service, slos }: Spec): string {
  return [
    'version: prometheus/v1',
    `service: ${service}`,
    'labels:',
    '  owner: team-bench',
    'slos:',
    ...slos.flatMap(({ name, objective, errors, total }) => [
      `  - name: ${name}`,
      `    objective: ${objective}`,
      `    description: ${name} of ${service}`,
      '    sli:',
      '      events:',
      `        error_query: ${errors}`,
      `        total_query: ${total}`,
      '    alerting:',
      `      name: ${service}-${name}`,
      '      page_alert: { labels: { severity: page } }',
      '      ticket_alert: { labels: { severity: ticket } }',
    ]),
    '',
  ].join('\n')
}
