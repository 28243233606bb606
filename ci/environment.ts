// Whoever starts the tests or the demo may have settings for services of their own in the shell. They are not ours.

const FOREIGN =
  /^(OTEL_\w+|LOG_\w+|DATABASE_\w+|PORT|HOST|NODE_OPTIONS|COMMIT_SHA|SERVICE_VERSION|DEPLOYMENT_ENVIRONMENT)$/i

/** The environment without what changes how a service behaves. */
export function withoutForeign(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !FOREIGN.test(name)))
}
