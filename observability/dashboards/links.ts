import { dashboardUid, FLEET_UID } from '../slo/names.ts'
import type { Link } from './spec.ts'

export const overviewLink = (service: string): Link => ({
  title: 'Overview',
  url: `/d/${dashboardUid(service, 'overview')}`,
})
export const objectivesLink = (service: string): Link => ({
  title: 'Objectives',
  url: `/d/${dashboardUid(service, 'objectives')}`,
})
export const fleetLink = (): Link => ({ title: 'All services', url: `/d/${FLEET_UID}` })
