import { EXCEPTION } from '../../../conventions/attributes.ts'
import type { Json, SpanView } from '../../contract.ts'
import { duration } from '../data/format.ts'
import { AttributeTable } from '../parts/attribute-table.tsx'
import { CodeBlock } from '../parts/code-block.tsx'
import { LongText } from '../parts/long-text.tsx'
import { asText, oneLine, visible } from '../parts/text.ts'
import { offsetOf } from './model.ts'
import { stackLines } from './stack.ts'

type Event = SpanView['eventList'][number]

/** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
const isException = ({ name }: Event): boolean => name === 'exception'

const textOf = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : asText(value)

/** Lines of a stack trace that are shown; a runaway recursion has thousands. */
const MOST = 200

export function Exceptions({ span }: { readonly span: SpanView }) {
  return (
    <>
      {span.eventList.filter(isException).map(({ timeNs, attributes }, index) => (
        <section key={`${timeNs} ${index}`} class="exception" aria-label="Exception">
          <p>
            <strong>{visible(textOf(attributes[EXCEPTION.type]) || 'Exception')}</strong>{' '}
            <LongText text={textOf(attributes[EXCEPTION.message])} />
          </p>
          <Stack text={textOf(attributes[EXCEPTION.stacktrace])} />
        </section>
      ))}
    </>
  )
}

function Stack({ text }: { readonly text: string }) {
  if (text === '') return null
  const lines = stackLines(text)
  return (
    <CodeBlock label="Stack trace" text={text}>
      {lines.slice(0, MOST).map((line, index) => (
        <span key={index} class={line.foreign ? 'quiet' : undefined}>
          {visible(line.text)}
          {'\n'}
        </span>
      ))}
      {lines.length > MOST && `… ${lines.length - MOST} more lines`}
    </CodeBlock>
  )
}

export function Events({ span, traceStartNs }: { readonly span: SpanView; readonly traceStartNs: string }) {
  const events = span.eventList.filter((event) => !isException(event))
  if (events.length === 0) return null
  return (
    <>
      <h3>Events</h3>
      {events.map(({ name, timeNs, attributes }, index) => (
        <details key={`${timeNs} ${index}`} class="event">
          <summary>
            <span class="quiet">{duration(offsetOf({ startNs: traceStartNs }, timeNs))}</span>{' '}
            <bdi>{oneLine(name)}</bdi>
          </summary>
          <AttributeTable label={`Attributes of ${oneLine(name)}`} attributes={attributes} />
        </details>
      ))}
    </>
  )
}
