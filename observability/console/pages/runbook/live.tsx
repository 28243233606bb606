// How things stand now: the alerts that led here, the objectives they are about, and where to look further.
import type { RunbookView, SloView } from '../../contract.ts'
import { Budget } from '../objectives/budget.tsx'
import { burnRate } from '../objectives/nearness.ts'
import { worst } from '../objectives/state.ts'
import { tracesToSee } from '../objectives/words.ts'
import { address } from '../parts/addresses.ts'
import { AlertList } from '../parts/alert-list.tsx'
import { Plain } from '../parts/plain.tsx'
import { StateBadge } from '../parts/state-badge.tsx'

export function Live({ runbook: { service, alerts, slos } }: { readonly runbook: RunbookView }) {
  const ways = tracesToSee(slos)
  return (
    <section class="card live" aria-label="Now">
      {alerts.length > 0 ? (
        <AlertList alerts={alerts} />
      ) : (
        <p class="quiet">
          <span aria-hidden="true">✓</span> No alert that leads to this page is pending or firing.
        </p>
      )}
      {slos.map((slo) => (
        <Standing key={slo.name} slo={slo} />
      ))}
      <p class="ways">
        {ways.map(([text, filter]) => (
          <a key={text} href={address('/traces', { service, ...filter })}>
            {text}
          </a>
        ))}
        <a href={address('/logs', { service, severity: 'error' })}>Errors in logs</a>
        <a href={address('/metrics', { service })}>Metrics</a>
        <a href={address('/objectives', { service })}>Objectives</a>
        <a href="/map">Map</a>
      </p>
    </section>
  )
}

function Standing({ slo }: { readonly slo: SloView }) {
  return (
    <div class="standing">
      <p>
        <StateBadge state={worst(slo)} />{' '}
        <strong>
          <Plain text={slo.displayName} />
        </strong>
      </p>
      {slo.unevaluated === null ? (
        <>
          <Budget slo={slo} />
          <Burns slo={slo} />
        </>
      ) : (
        <p class="quiet">
          Not evaluated here: <Plain text={slo.unevaluated} />
        </p>
      )}
    </div>
  )
}

/** In one line: the figures that the page's first step asks for. */
function Burns({ slo: { burn } }: { readonly slo: SloView }) {
  return (
    <dl class="burns" aria-label="Burn rate per window">
      {burn.map(({ window, rate }) => (
        <div key={window}>
          <dt>{window}</dt>
          <dd>{rate > 1 ? <strong>{burnRate(rate)}</strong> : burnRate(rate)}</dd>
        </div>
      ))}
    </dl>
  )
}
