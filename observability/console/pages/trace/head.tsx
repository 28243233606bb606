import { useEffect } from 'preact/hooks'
import { count, duration, millisecondsOf } from '../data/format.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { instant } from '../parts/instant.ts'
import { oneLine } from '../parts/text.ts'
import '../parts/service-colour.css'
import { serviceOf, type TraceModel } from './model.ts'

/** Services that are named here; each span has its own. */
const MOST = 12

/** What the trace is, in two lines. */
export function Head({ model }: { readonly model: TraceModel }) {
  const { outline, errors, colours } = model
  const [root] = outline.spans
  useEffect(() => {
    if (root) document.title = `${oneLine(root.name)} · Trace · paved-road console`
  }, [root?.name])
  return (
    <div class="trace-head">
      <h1>
        <bdi>{root ? oneLine(root.name) : 'Trace'}</bdi>{' '}
        {root && <bdi class="quiet">{oneLine(serviceOf(outline, root))}</bdi>}
      </h1>
      <p>
        <span>{instant(millisecondsOf(outline.startNs))}</span>
        <strong>{duration(outline.durationNs)}</strong>
        <span>{plural(outline.spans.length, 'span')}</span>
        {errors.length > 0 && <span class="bad">✕ {plural(errors.length, 'error')}</span>}
        {outline.missing > 0 && (
          <span class="warn">
            {plural(outline.missing, 'span')} {outline.missing === 1 ? 'is' : 'are'} not held
          </span>
        )}
        {outline.logs > 0 && (
          <a href={`/logs?trace_id=${outline.traceId}`}>{plural(outline.logs, 'log record')}</a>
        )}
        <span class="mono quiet trace-id">{outline.traceId}</span>
        <CopyButton text={outline.traceId} what="trace id" />
      </p>
      <ul class="services" aria-label="Services of this trace">
        {[...colours].slice(0, MOST).map(([name, colour]) => (
          <li key={name}>
            <span class={`service-dot ${colour}`} /> <bdi>{oneLine(name)}</bdi>
          </li>
        ))}
        {colours.size > MOST && <li class="quiet">and {count(colours.size - MOST)} more</li>}
        <li>
          <span class="critical-key" /> critical path
        </li>
      </ul>
    </div>
  )
}

const plural = (number: number, word: string): string => `${count(number)} ${word}${number === 1 ? '' : 's'}`
