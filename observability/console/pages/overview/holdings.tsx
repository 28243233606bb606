// What the console holds, and what it had to let go.
import type { ConsoleStatus } from '../../contract.ts'
import { ago, bytes, count } from '../data/format.ts'

export function Holdings({ version, startedAt, otlpUrl, held, persist, prometheus }: ConsoleStatus) {
  return (
    <section class="card">
      <h2>This console</h2>
      <dl class="facts">
        <dt>Holds</dt>
        <dd>
          {count(held.traces)} traces, {count(held.spans)} spans, {count(held.logs)} log records
        </dd>
        <dt>Memory</dt>
        <dd>
          {bytes(held.bytes)} of {bytes(held.byteLimit)}
        </dd>
        <dt>Let go</dt>
        <dd>
          {count(held.spansEvicted)} spans made room for newer ones
          {held.spansDropped > 0 && (
            <span class="warn">
              {' '}
              · {count(held.spansDropped)} came to a trace that was full ({count(held.spansPerTraceLimit)})
            </span>
          )}
        </dd>
        <dt>OTLP/HTTP</dt>
        <dd>
          <code>{otlpUrl}</code>
        </dd>
        <dt>Prometheus</dt>
        <dd>{prometheus ? <code>{prometheus}</code> : 'none: it evaluates what it scrapes itself'}</dd>
        <dt>Kept between runs</dt>
        <dd>
          {persist ? (
            <>
              <code>{persist.folder}</code>, {bytes(persist.bytes)}
            </>
          ) : (
            'no'
          )}
        </dd>
        <dt>Version</dt>
        <dd>
          {version}, started {ago(startedAt)}
        </dd>
      </dl>
    </section>
  )
}
