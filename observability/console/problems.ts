// Every refusal of the console's API, beside those of OTLP, which has its own. docs/reference/console-api.md explains
// them; test/console/problems.test.ts holds both together.
import type { Problem } from './contract.ts'

/** By code, the HTTP status that it comes with. */
export const PROBLEMS = {
  ANSWER_FAILED: 500,
  ANSWER_TOO_LARGE: 500,
  BODY_INVALID: 400,
  BODY_TOO_LARGE: 413,
  BODY_TYPE_UNSUPPORTED: 415,
  ENGINE_BUSY: 503,
  HOST_FOREIGN: 403,
  LIMIT_INVALID: 400,
  METHOD_NOT_ALLOWED: 405,
  ORIGIN_FOREIGN: 403,
  PAGE_UNKNOWN: 404,
  PARAMETER_INVALID: 400,
  PARAMETER_MISSING: 400,
  PARAMETER_REPEATED: 400,
  PARAMETER_UNKNOWN: 400,
  RUNBOOK_UNKNOWN: 404,
  SERVICE_UNKNOWN: 404,
  SPAN_NOT_HELD: 404,
  TRACE_NOT_HELD: 404,
} as const

export type ProblemCode = keyof typeof PROBLEMS

export class Refused extends Error implements Problem {
  readonly status: number
  readonly code: ProblemCode
  readonly detail: string

  constructor(code: ProblemCode, detail: string) {
    super(detail)
    this.status = PROBLEMS[code]
    this.code = code
    this.detail = detail
  }

  get body(): Problem {
    return { status: this.status, code: this.code, detail: this.detail }
  }
}
