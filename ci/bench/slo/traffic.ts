// What the services of the evaluation have counted at any moment: the past that is written to blocks and the present
// that is scraped are one curve.

export const COUNTER = 'http_requests_total'

interface Fleet {
  service: string
  instances: number
  codes: string[]
}

const ALL_CODES = ['200', '201', '404', '500', '503']
export const SERVICES: Fleet[] = [
  { service: 'small', instances: 2, codes: ['200', '500'] },
  { service: 'medium', instances: 4, codes: ALL_CODES },
  { service: 'large', instances: 20, codes: ALL_CODES },
]

export interface Counter {
  /** As the exposition format has it. */
  series: string
  valueAt: (seconds: number) => number
}

export const counters = (since: number): Counter[] =>
  SERVICES.flatMap(({ service, instances, codes }) =>
    Array.from({ length: instances }, (_, instance) =>
      codes.map((code) => ({
        series: `${COUNTER}{job="${service}",instance="10.0.0.${instance}:3000",code="${code}"}`,
        valueAt: (seconds: number) => count(seconds - since, perSecond(code) * (1 + instance / 50)),
      })),
    ).flat(),
  )

/** About a failure in 3,000 requests: a third of the budget of 99.9 %, so that no alert fires on either side. */
const perSecond = (code: string): number => (code.startsWith('5') ? 0.003 : 10)

/** Swings by half over an hour and a half, and never falls. */
const count = (age: number, rate: number): number => Math.floor(rate * (age + 450 * Math.sin(age / 900)))
