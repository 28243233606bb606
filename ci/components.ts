// What a test needs from the machine beyond npm. Absent, the test is skipped in sight of all; in CI it fails.

/** For a test's `skip` option: false if `present`, else the reason. With CI=true, throws instead. */
export function unless(present: boolean, component: string): string | false {
  if (present) return false
  if (process.env.CI === 'true')
    throw new Error(`COMPONENT_ABSENT ${component} is needed by this test: CI must have it`)
  return `${component} is absent here`
}
