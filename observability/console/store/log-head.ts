// What the index keeps of a log record, read from its bytes without decoding it.
import { severityOf } from '../otlp/severity.ts'
import { Fields, fixed32At, textAt, varintAt, wordAt } from '../otlp/wire.ts'
import { idAt } from './span-head.ts'

const fields = new Fields()

export class LogHead {
  timeLow = 0
  timeHigh = 0
  severity = 0
  traceA = 0
  traceB = 0
  traceC = 0
  traceD = 0
  idA = 0
  idB = 0

  read(bytes: Buffer, place: number): void {
    this.timeLow = this.timeHigh = 0
    this.traceA = this.traceB = this.traceC = this.traceD = this.idA = this.idB = 0
    let [time, observed, severity, text, trace, span] = [0, 0, 0, 0, 0, 0]
    fields.within(bytes, place)
    while (fields.next()) {
      if (fields.number === 1) time = fields.at
      else if (fields.number === 2) severity = varintAt(bytes, fields.at)
      else if (fields.number === 3) text = fields.at
      else if (fields.number === 9) trace = idAt(bytes, fields.at, 16)
      else if (fields.number === 10) span = idAt(bytes, fields.at, 8)
      else if (fields.number === 11) observed = fields.at
    }
    this.severity = severityOf(severity, '')
    if (this.severity === 0 && text !== 0) this.severity = severityOf(0, textAt(bytes, text))
    if (time !== 0) this.#time(bytes, time)
    if (observed !== 0 && this.timeLow === 0 && this.timeHigh === 0) this.#time(bytes, observed)
    if (trace !== 0) {
      this.traceA = wordAt(bytes, trace)
      this.traceB = wordAt(bytes, trace + 4)
      this.traceC = wordAt(bytes, trace + 8)
      this.traceD = wordAt(bytes, trace + 12)
    }
    if (span !== 0) {
      this.idA = wordAt(bytes, span)
      this.idB = wordAt(bytes, span + 4)
    }
  }

  #time(bytes: Buffer, at: number): void {
    this.timeLow = fixed32At(bytes, at)
    this.timeHigh = fixed32At(bytes, at + 4)
  }
}
