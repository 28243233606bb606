// Whether each promise is kept: what is left of its budget, how fast it goes, and which alert that would raise.
import { useEffect } from 'preact/hooks'
import type { SloList, SloView } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { ago, stretch } from '../data/format.ts'
import { address } from '../parts/addresses.ts'
import { Answered } from '../parts/answered.tsx'
import { query } from '../parts/router.ts'
import { ServiceChoice } from '../parts/service-choice.tsx'
import { Objective } from './objective.tsx'
import { worst } from './state.ts'
import './objectives.css'

export default function Objectives() {
  const only = query.value.get('service') ?? undefined
  const slos = useAnswer<SloList>(address('/api/slos', { service: only }), { on: ['objectives'] })
  return (
    <>
      <div class="page-head">
        <h1>Objectives</h1>
        <ServiceChoice all="all services" />
      </div>
      <Answered of={slos}>
        {({ slos: list, stepSeconds, evaluatedAt }) =>
          list.length === 0 ? (
            <NoObjectives service={only} />
          ) : (
            <>
              <p class="quiet">
                {evaluatedAt === null ? 'Not evaluated yet' : `Evaluated ${ago(evaluatedAt)}`}, every{' '}
                {stretch(stepSeconds)}. A burn rate of 1 spends exactly the budget over the period.
              </p>
              <List slos={list} />
            </>
          )
        }
      </Answered>
    </>
  )
}

function List({ slos }: { readonly slos: readonly SloView[] }) {
  // Links lead to an objective by its name, and it is there only now.
  useEffect(() => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView(), [])
  return (
    <div class="objectives">
      {[...slos]
        .sort((a, b) => RANK[worst(a)] - RANK[worst(b)])
        .map((slo) => (
          <Objective key={`${slo.service} ${slo.name}`} slo={slo} />
        ))}
    </div>
  )
}

/** Firing ones are first; the others keep the order of their service's file. */
const RANK = { firing: 0, pending: 1, inactive: 2 } as const

function NoObjectives({ service }: { readonly service: string | undefined }) {
  return (
    <div class="empty">
      <p>
        {service ? `The console knows no objectives of ${service}.` : 'The console knows no objectives yet.'}
      </p>
      <p>
        A stamped service has them in <code>slo.yaml</code>; <code>npm run dev</code> there brings them here.
      </p>
    </div>
  )
}
