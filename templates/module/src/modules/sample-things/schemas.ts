// Owner: team-acme
import { z } from 'zod'
import { page, text } from '../../platform/http/schemas.ts'

/** What a caller gives. Begin here: the fields this context is about. */
const Fields = z.object({ title: text(200) })

export const NewEntry = Fields.meta({ id: 'NewSampleThing' })

export const Entry = Fields.extend({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'SampleThing' })

export const EntryPage = page(Entry).meta({ id: 'SampleThingPage' })
export const EntryId = z.object({ id: z.uuid() })

export type NewEntry = z.infer<typeof NewEntry>
export type Entry = z.infer<typeof Entry>
