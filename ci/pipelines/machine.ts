// What a pipeline has to run on where there are no containers.

export interface Machine {
  /** Where jobs work, each in a folder of its own. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Address of the PostgreSQL that stands in for the one in a service container. */
  readonly database?: string
  /** What is not run, and why: steps of GitHub's by name or by action, lines of GitLab's by their beginning. */
  readonly notHere: Readonly<Record<string, string>>
  /** Outputs of actions that are not run, where jobs go on from them. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Of what failed: whether that is this machine's fault, so that it counts as not run. */
  readonly excuses?: (output: string) => boolean
  /** Somebody cancels the run as soon as a step says this. */
  readonly cancelAt?: RegExp | undefined
}

/** The address of a service container's PostgreSQL is that of the one which stands in for it. */
export function withDatabase(
  env: Record<string, string>,
  database: string | undefined,
): Record<string, string> {
  if (database === undefined) return env
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, /^postgres:\/\//.test(value) ? database : value]),
  )
}
