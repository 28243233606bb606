// A runbook as someone on call reads it: how things stand now first, then the page, with answers below its queries.
import { useEffect } from 'preact/hooks'
import type { RunbookView } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { Answered } from '../parts/answered.tsx'
import type { PageProps } from '../parts/router.ts'
import { Live } from './live.tsx'
import { Page } from './page.tsx'
import './runbook.css'

export default function Runbook({ parameters: { service = '', page = '' } }: PageProps) {
  const runbook = useAnswer<RunbookView>(`/api/runbooks/${service}/${page}`, { on: ['objectives'] })
  return (
    <>
      {/* The page brings its own. */}
      {runbook.value.state === 'refused' && <h1>Runbook</h1>}
      <Answered of={runbook}>
        {(view) => (
          <div class="runbook">
            <Live runbook={view} />
            <article class="page" aria-label="Runbook">
              <Page service={view.service} blocks={view.blocks} values={view.values} />
            </article>
            <Anchor />
          </div>
        )}
      </Answered>
    </>
  )
}

/** An address with an anchor leads to a heading that is there only now. */
function Anchor() {
  useEffect(() => {
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
  }, [])
  return null
}
