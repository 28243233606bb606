// Every error the toolkit shows has a code, a place where there is one, what is wrong, and what to do about it.
// The registry, docs/reference/errors-toolkit.md and the sources agree; test/cli/errors.test.ts holds them to it.

/** Process exit codes shared by all commands. */
export const EXIT = { done: 0, no: 1, badInput: 2, environment: 3, noVerdict: 4 } as const

export const CODES = {
  CANARY_FILE_UNREADABLE: { exit: EXIT.badInput, meaning: 'A file cannot be opened, or is too large.' },
  CANARY_JSON_INVALID: { exit: EXIT.badInput, meaning: 'A file or a line is not JSON.' },
  CANARY_OUTPUT_NOT_WRITABLE: { exit: EXIT.environment, meaning: 'A file could not be written.' },
  CANARY_POLICY_INVALID: { exit: EXIT.badInput, meaning: 'A policy cannot be judged by.' },
  CANARY_PROMETHEUS_FAILED: {
    exit: EXIT.environment,
    meaning: 'Prometheus does not answer, or not as Prometheus does.',
  },
  CANARY_SAMPLES_INVALID: { exit: EXIT.badInput, meaning: 'Samples do not add up.' },
  CANARY_STATE_FOREIGN: { exit: EXIT.badInput, meaning: 'A state file is of another canary, or none.' },
  CHECK_CLONE_SHALLOW: {
    exit: EXIT.environment,
    meaning: 'What was released is not in this clone, which is a shallow one.',
  },
  CHECK_GIT_FAILED: { exit: EXIT.environment, meaning: 'Git could not read what was released.' },
  CHECK_REF_UNKNOWN: { exit: EXIT.badInput, meaning: 'The repository has no such commit.' },
  CHECK_REPOSITORY_NONE: { exit: EXIT.badInput, meaning: 'The folder is in no git repository.' },
  CLI_COMMAND_UNKNOWN: { exit: EXIT.badInput, meaning: 'No such command here, built in or installed.' },
  CLI_NODE_TOO_OLD: { exit: EXIT.environment, meaning: 'The Node.js that started the command is too old.' },
  CLI_OPTION_INVALID: { exit: EXIT.badInput, meaning: 'An option is unknown, or its value is not usable.' },
  CONSOLE_ADDRESS_UNUSABLE: {
    exit: EXIT.environment,
    meaning: 'The console cannot listen on the address it was given.',
  },
  CONSOLE_COMMAND_FAILED: {
    exit: EXIT.environment,
    meaning: 'The command that was to run beside the console cannot be started.',
  },
  CONSOLE_ENGINE_FAILED: {
    exit: EXIT.environment,
    meaning: 'The part of the console that holds the telemetry fell.',
  },
  CONSOLE_FOLDER_NOT_WRITABLE: {
    exit: EXIT.environment,
    meaning: 'The folder to keep telemetry in cannot be written.',
  },
  CONSOLE_FOLDER_TAKEN: { exit: EXIT.environment, meaning: 'Another console keeps its telemetry there.' },
  CONSOLE_PORT_TAKEN: { exit: EXIT.environment, meaning: 'Another process listens on the port.' },
  CONTRACT_FILE_INVALID: {
    exit: EXIT.badInput,
    meaning: 'A description of the API is no OpenAPI 3.1 in JSON.',
  },
  CONTRACT_REMOVED: { exit: EXIT.no, meaning: 'A part of the released API is gone.' },
  CONTRACT_REQUEST_NARROWED: {
    exit: EXIT.no,
    meaning: 'The API refuses requests that the released one takes.',
  },
  CONTRACT_RESPONSE_WIDENED: {
    exit: EXIT.no,
    meaning: 'The API answers with what the released one rules out.',
  },
  CONTRACT_SECURITY_CHANGED: {
    exit: EXIT.no,
    meaning: 'The API asks for credentials that it did not ask for.',
  },
  MIGRATION_BLOCKS: { exit: EXIT.no, meaning: 'A migration locks out readers or writers for long.' },
  MIGRATION_CONSTRAINED: {
    exit: EXIT.no,
    meaning: 'A migration adds a constraint that the released version does not know.',
  },
  MIGRATION_CONTRACT_EARLY: {
    exit: EXIT.no,
    meaning: 'A contract step counts on a migration that was not released.',
  },
  MIGRATION_CONTRACT_INVALID: {
    exit: EXIT.badInput,
    meaning: 'A contract step does not say what it counts on, or why.',
  },
  MIGRATION_DATABASE_FAILED: {
    exit: EXIT.environment,
    meaning: 'There was no PostgreSQL to run the migrations on.',
  },
  MIGRATION_DROPPED: { exit: EXIT.no, meaning: 'A migration drops what the released version may use.' },
  MIGRATION_FAILED: { exit: EXIT.badInput, meaning: 'A migration cannot be loaded or run.' },
  MIGRATION_IRREVERSIBLE: { exit: EXIT.no, meaning: 'A migration cannot be taken back.' },
  MIGRATION_RELEASED_CHANGED: { exit: EXIT.no, meaning: 'A migration that was released is edited or gone.' },
  MIGRATION_RENAMED: { exit: EXIT.no, meaning: 'A migration renames what the released version may use.' },
  MIGRATION_REQUIRED: {
    exit: EXIT.no,
    meaning: 'A migration asks for a value that the released version may not give.',
  },
  MIGRATION_RETYPED: {
    exit: EXIT.no,
    meaning: 'A migration changes a type to one that the released version may not read or write.',
  },
  MIGRATION_SERVICE_NONE: { exit: EXIT.badInput, meaning: 'The folder holds no service with migrations.' },
  REHEARSAL_FAILED: { exit: EXIT.environment, meaning: 'A rehearsal could not be held.' },
  SLO_ALERTING_IGNORED: { exit: EXIT.no, meaning: 'Something that a file says of its alerts has no effect.' },
  SLO_ALERT_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'An alert condition cannot be expressed as a burn-rate alert.',
  },
  SLO_CALENDAR_UNSUPPORTED: { exit: EXIT.badInput, meaning: 'The time window follows the calendar.' },
  SLO_COMPOSITE_UNSUPPORTED: { exit: EXIT.badInput, meaning: 'An SLO is made of several indicators.' },
  SLO_COUNT_EXCEEDED: { exit: EXIT.badInput, meaning: 'One run was given too many SLOs.' },
  SLO_DASHBOARD_TAKEN: { exit: EXIT.badInput, meaning: 'Two services would share a dashboard.' },
  SLO_FIELD_INVALID: {
    exit: EXIT.badInput,
    meaning: 'A field has a value of the wrong type, or one that is not among those allowed.',
  },
  SLO_FIELD_MISSING: { exit: EXIT.badInput, meaning: 'A required field is not there.' },
  SLO_FIELD_UNKNOWN: { exit: EXIT.badInput, meaning: 'A field is none of those that are read.' },
  SLO_FILE_EMPTY: { exit: EXIT.badInput, meaning: 'A file has no YAML document.' },
  SLO_FILE_TOO_LARGE: { exit: EXIT.badInput, meaning: 'A file is larger than 4 MiB.' },
  SLO_FILE_UNREADABLE: { exit: EXIT.badInput, meaning: 'A file cannot be opened, or is not text in UTF-8.' },
  SLO_INDICATOR_INVALID: {
    exit: EXIT.badInput,
    meaning: 'An indicator does not say what is good, bad and counted.',
  },
  SLO_IRATE_REPLACED: { exit: EXIT.no, meaning: 'A query uses irate(), which is read as rate().' },
  SLO_KIND_UNKNOWN: {
    exit: EXIT.badInput,
    meaning: 'An OpenSLO document has no kind that OpenSLO v1 knows.',
  },
  SLO_LABEL_TAKEN: { exit: EXIT.no, meaning: 'A label of a file gives way to one that every alert has.' },
  SLO_LATENCY_BOUND: { exit: EXIT.no, meaning: 'A latency threshold is no bound of the histogram.' },
  SLO_LINK_INVALID: { exit: EXIT.badInput, meaning: 'The base address of a link is not usable.' },
  SLO_METHOD_UNSUPPORTED: { exit: EXIT.badInput, meaning: 'The budgeting method is not Occurrences.' },
  SLO_NAME_DUPLICATE: { exit: EXIT.badInput, meaning: 'Two definitions have the same name.' },
  SLO_NAME_INVALID: {
    exit: EXIT.badInput,
    meaning: 'A name cannot be used in file names, labels and addresses.',
  },
  SLO_NONE_FOUND: { exit: EXIT.badInput, meaning: 'The files hold no SLO.' },
  SLO_OBJECTIVE_INVALID: {
    exit: EXIT.badInput,
    meaning: 'An objective is no share between 0 and 1, both excluded.',
  },
  SLO_OUTPUT_FOREIGN: {
    exit: EXIT.badInput,
    meaning: 'An output would replace a file that this compiler did not write.',
  },
  SLO_OUTPUT_NOT_WRITABLE: { exit: EXIT.environment, meaning: 'An output file could not be written.' },
  SLO_OWNER_MISSING: { exit: EXIT.no, meaning: 'A service has no owner.' },
  SLO_PROBLEMS_UNLISTED: { exit: EXIT.badInput, meaning: 'There are more problems than are listed.' },
  SLO_PROMQL_INVALID: { exit: EXIT.badInput, meaning: 'A query is not PromQL that Prometheus would take.' },
  SLO_QUERY_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'A query cannot be added up from window to window.',
  },
  SLO_RAW_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'A ratioMetric is a ratio that was worked out before.',
  },
  SLO_REF_UNKNOWN: { exit: EXIT.badInput, meaning: 'A reference leads to nothing.' },
  SLO_SLOTH_KUBERNETES_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: "A document is Sloth's Kubernetes resource.",
  },
  SLO_SLOTH_PLUGIN_UNSUPPORTED: { exit: EXIT.badInput, meaning: "A Sloth file uses one of Sloth's plugins." },
  SLO_SLOTH_RAW_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'A Sloth file gives an error ratio in place of events.',
  },
  SLO_SOURCE_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'A metric comes from something other than Prometheus.',
  },
  SLO_TEXT_UNSAFE: {
    exit: EXIT.badInput,
    meaning: 'A text would break an alert or mean something else there.',
  },
  SLO_TIER_UNREACHABLE: { exit: EXIT.no, meaning: 'A burn-rate alert could never fire.' },
  SLO_TRAFFIC_LOW: { exit: EXIT.no, meaning: 'There are too few requests for the objective.' },
  SLO_VERSION_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'A document is of a kind or version that is not read.',
  },
  SLO_WINDOW_UNSUPPORTED: {
    exit: EXIT.badInput,
    meaning: 'The length of the time window is none that is supported.',
  },
  SLO_YAML_INVALID: {
    exit: EXIT.badInput,
    meaning: 'A file is not valid YAML, or nested beyond what an SLO file needs.',
  },
  STACK_ANOTHER_RUNS: { exit: EXIT.environment, meaning: 'The stack of another folder has the ports.' },
  STACK_ENGINE_FAILED: { exit: EXIT.environment, meaning: 'Docker or Podman could not do what was asked.' },
  STACK_FOLDER_NOT_WRITABLE: { exit: EXIT.environment, meaning: "The stack's folder cannot be written." },
  STACK_NOTHING_TO_RUN: {
    exit: EXIT.environment,
    meaning: 'There is neither an engine of containers nor a Prometheus on PATH.',
  },
  STACK_NOT_THERE: { exit: EXIT.badInput, meaning: 'There is no stack, or no such service in it.' },
  STACK_OUTPUT_FOREIGN: {
    exit: EXIT.badInput,
    meaning: 'A manifest would replace a file that this command did not write.',
  },
  STACK_PART_FAILED: { exit: EXIT.environment, meaning: 'A part of the stack did not get ready.' },
  STACK_PORT_TAKEN: { exit: EXIT.environment, meaning: 'Another process listens on a port of the stack.' },
  STACK_RELOAD_FAILED: { exit: EXIT.environment, meaning: 'Prometheus did not take what was added.' },
  STACK_RULES_REFUSED: { exit: EXIT.badInput, meaning: 'A rule file is not one that Prometheus would load.' },
  STACK_SERVICE_INVALID: { exit: EXIT.badInput, meaning: 'A folder holds no service that can be added.' },
  STACK_TURN_TAKEN: { exit: EXIT.environment, meaning: 'Another command is changing the stack.' },
} as const

export type Code = keyof typeof CODES

export interface Problem {
  /** Where: a file and line, an option, a URL. */
  readonly place?: string
  readonly message: string
  readonly remedy: string
  readonly cause?: unknown
}

export class CodedError extends Error {
  readonly code: Code
  readonly place: string | undefined
  readonly remedy: string

  constructor(code: Code, { place, message, remedy, cause }: Problem) {
    super(message, { cause })
    this.name = 'CodedError'
    this.code = code
    this.place = place
    this.remedy = remedy
  }

  get exitCode(): number {
    return CODES[this.code].exit
  }

  /** `CODE place what: remedy`, on one line. */
  override toString(): string {
    return [this.code, this.place, `${this.message}: ${this.remedy}`].filter(Boolean).join(' ')
  }
}
