// The console as its users have it: the packed toolkit in a stamped service, `npm run dev`, and a real Chromium on its
// pages while the service is under traffic.
import { after, before, describe } from 'node:test'
import { component, unless } from '../components.ts'
import { everyPage } from './pages/every-page.ts'
import { frame } from './pages/frame.ts'
import { hostile } from './pages/hostile.ts'
import { incident } from './pages/incident.ts'
import { logs } from './pages/logs.ts'
import { map } from './pages/map.ts'
import { metrics } from './pages/metrics.ts'
import { objectives } from './pages/objectives.ts'
import { trace } from './pages/trace.ts'
import { traces } from './pages/traces.ts'
import { wantsPictures } from './pictures.ts'
import { begin, type World } from './world.ts'

const skip = unless(component('chromium').length > 0, 'chromium')

describe('the console beside a service under traffic', { skip }, () => {
  let begun: World | undefined
  before(async () => {
    begun = await begin()
  })
  after(() => begun?.end())

  const world = () => begun as World
  // Those that need no alert are first: meanwhile it comes about. Pictures have more traffic on them than these expect.
  const all = [traces, trace, metrics, logs, map, incident, objectives, everyPage, frame, hostile]
  for (const about of wantsPictures ? [everyPage] : all) about(world)
})
