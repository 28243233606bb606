// What paved-road canary can be given.
import { invalid as invalidFor, readArguments } from './usage.ts'

const OPTIONS = {
  samples: { type: 'string' },
  stream: { type: 'boolean' },
  policy: { type: 'string' },
  service: { type: 'string' },
  svg: { type: 'string' },
  prometheus: { type: 'string' },
  baseline: { type: 'string' },
  canary: { type: 'string' },
  environment: { type: 'string' },
  interval: { type: 'string', default: '60' },
  patience: { type: 'string', default: '300' },
  state: { type: 'string' },
  override: { type: 'string' },
  only: { type: 'string', multiple: true },
  rate: { type: 'string', default: '150' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export type Values = ReturnType<typeof read>['values']

export const read = (args: readonly string[]) => readArguments('canary', args, OPTIONS)
export const invalid = (place: string, message: string) => invalidFor('canary', place, message)
