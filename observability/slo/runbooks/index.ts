import { posix } from 'node:path'
import type { Artefact } from '../artefact.ts'
import type { SloModel } from '../model/model.ts'
import { FILES } from '../names.ts'
import { renderPage } from './page.ts'
import { type Subject, subjectsOf } from './subject.ts'

/** The page of every alert that the model's rules can raise. `pages` are those of runbooks/, by file name. */
export function runbooks(model: SloModel, pages: ReadonlyMap<string, string>): Artefact[] {
  const pathOf = ({ service, kind }: Subject) => FILES.runbook(service, kind)
  const subjects = subjectsOf(model)
  return subjects.map((subject) => {
    const { service, kind } = subject
    const page = pages.get(`${kind.runbook}.md`)
    if (page === undefined) throw new Error(`${kind.name} has no page: add runbooks/${kind.runbook}.md`)
    const neighbours = new Map(
      subjects
        .filter((other) => other.service === service)
        .map((other) => [`${other.kind.runbook}.md`, posix.basename(pathOf(other))]),
    )
    return { path: pathOf(subject), text: renderPage(page, subject, (file) => neighbours.get(file)) }
  })
}
