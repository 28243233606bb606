// What the index keeps of a span, read from its bytes without decoding it.
import { HTTP, REQUEST_URL } from '../../conventions/attributes.ts'
import { SPAN_KINDS, SPAN_STATUSES } from '../model.ts'
import { AnyAt, Attribute, KIND } from '../otlp/attribute.ts'
import {
  afterVarint,
  bigVarintAt,
  doubleAt,
  Fields,
  fixed32At,
  isAt,
  varintAt,
  wordAt,
} from '../otlp/wire.ts'

export const FLAG = { error: 1, child: 2, probe: 4 } as const
export const SERVER = SPAN_KINDS.indexOf('server')
const STATUS_ERROR = SPAN_STATUSES.indexOf('error')

const ROUTE = Buffer.from(HTTP.route)
const PATH = Buffer.from(REQUEST_URL.path[0])
const [HTTP_STATUS, OLD_HTTP_STATUS] = [Buffer.from(HTTP.status[0]), Buffer.from(HTTP.status[1])]
/** Asked for by machines, time and again: what Kubernetes and Prometheus ask a service of ours. */
const PROBES = ['/livez', '/readyz', '/metrics'].map((route) => Buffer.from(route))

const fields = new Fields()
const inner = new Fields()
const attribute = new Attribute()
const any = new AnyAt()

export class SpanHead {
  /** Four words of the trace's id, two of each span's; the parent's are 0 where it has none. */
  traceA = 0
  traceB = 0
  traceC = 0
  traceD = 0
  idA = 0
  idB = 0
  parentA = 0
  parentB = 0
  startLow = 0
  startHigh = 0
  endLow = 0
  endHigh = 0
  kind = 0
  flags = 0
  httpStatus = 0
  /** Place of the route's length; 0 without a route. */
  route = 0
  #oldStatus = 0
  #path = 0
  #traceAt = 0
  #idAt = 0
  #parentAt = 0

  read(bytes: Uint8Array, place: number): void {
    this.#clear()
    fields.within(bytes, place)
    while (fields.next()) this.#field(bytes, fields.number, fields.at)
    this.#readIds(bytes)
    if (this.httpStatus === 0) this.httpStatus = this.#oldStatus
    const asked = this.kind === SERVER ? this.route || this.#path : 0
    if (asked !== 0 && PROBES.some((probe) => isAt(bytes, asked, probe))) this.flags |= FLAG.probe
  }

  /** Why it cannot be kept: https://opentelemetry.io/docs/specs/otel/trace/api/#spancontext */
  get fault(): string | undefined {
    if (!(this.traceA | this.traceB | this.traceC | this.traceD))
      return 'a span without a valid trace_id (16 bytes, not all zero)'
    return this.idA | this.idB ? undefined : 'a span without a valid span_id (8 bytes, not all zero)'
  }

  #clear(): void {
    this.startLow = this.startHigh = this.endLow = this.endHigh = 0
    this.traceA = this.traceB = this.traceC = this.traceD = 0
    this.idA = this.idB = this.parentA = this.parentB = 0
    this.kind = this.flags = this.httpStatus = this.route = this.#oldStatus = this.#path = 0
    this.#traceAt = this.#idAt = this.#parentAt = 0
  }

  #field(bytes: Uint8Array, number: number, at: number): void {
    if (number === 9) this.#attribute(bytes, at)
    else if (number === 1) this.#traceAt = at
    else if (number === 2) this.#idAt = at
    else if (number === 4) this.#parentAt = at
    else if (number === 6) {
      const kind = varintAt(bytes, at)
      this.kind = kind < SPAN_KINDS.length ? kind : 0
    } else if (number === 7) {
      this.startLow = fixed32At(bytes, at)
      this.startHigh = fixed32At(bytes, at + 4)
    } else if (number === 8) {
      this.endLow = fixed32At(bytes, at)
      this.endHigh = fixed32At(bytes, at + 4)
    } else if (number === 15) this.#status(bytes, at)
  }

  #status(bytes: Uint8Array, place: number): void {
    this.flags = 0
    inner.within(bytes, place)
    while (inner.next()) {
      if (inner.number !== 3) continue
      this.flags = varintAt(bytes, inner.at) === STATUS_ERROR ? FLAG.error : 0 // the only flag so far
    }
  }

  #attribute(bytes: Uint8Array, place: number): void {
    const { key, value } = attribute.at(bytes, place)
    const length = key === 0 ? 0 : varintAt(bytes, key)
    if (length === ROUTE.length && isAt(bytes, key, ROUTE)) this.route = textPlace(bytes, value)
    else if (length === PATH.length && isAt(bytes, key, PATH)) this.#path = textPlace(bytes, value)
    else if (length === HTTP_STATUS.length && isAt(bytes, key, HTTP_STATUS))
      this.httpStatus = statusAt(bytes, value)
    else if (length === OLD_HTTP_STATUS.length && isAt(bytes, key, OLD_HTTP_STATUS))
      this.#oldStatus = statusAt(bytes, value)
  }

  #readIds(bytes: Uint8Array): void {
    const trace = idAt(bytes, this.#traceAt, 16)
    if (trace !== 0) {
      this.traceA = wordAt(bytes, trace)
      this.traceB = wordAt(bytes, trace + 4)
      this.traceC = wordAt(bytes, trace + 8)
      this.traceD = wordAt(bytes, trace + 12)
    }
    const id = idAt(bytes, this.#idAt, 8)
    if (id !== 0) {
      this.idA = wordAt(bytes, id)
      this.idB = wordAt(bytes, id + 4)
    }
    const parent = idAt(bytes, this.#parentAt, 8)
    if (parent !== 0) {
      this.parentA = wordAt(bytes, parent)
      this.parentB = wordAt(bytes, parent + 4)
      if (this.parentA | this.parentB) this.flags |= FLAG.child
    }
  }
}

/** Where the bytes of an identifier begin; 0 where it has another length. */
export function idAt(bytes: Uint8Array, place: number, length: number): number {
  return place !== 0 && varintAt(bytes, place) === length ? afterVarint(bytes, place) : 0
}

function textPlace(bytes: Uint8Array, value: number): number {
  return any.read(bytes, value).kind === KIND.text ? any.at : 0
}

/** 0 where it is no status: three digits, https://www.rfc-editor.org/rfc/rfc9110#section-15 */
function statusAt(bytes: Uint8Array, value: number): number {
  any.read(bytes, value)
  const status =
    any.kind === KIND.int ? intAt(bytes, any.at) : any.kind === KIND.double ? doubleAt(bytes, any.at) : 0
  return Number.isInteger(status) && status >= 100 && status <= 999 ? status : 0
}

function intAt(bytes: Uint8Array, at: number): number {
  return afterVarint(bytes, at) - at > 4 ? Number(bigVarintAt(bytes, at)) : varintAt(bytes, at)
}
