// The real programs that tests and benchmarks run against, and where each comes from. Data only.

export type Component = DebianComponent | GoComponent

interface Base {
  name: string
  /** Whether it is installed when nobody names one. */
  byDefault: boolean
}

export interface DebianComponent extends Base {
  kind: 'debian'
  packages: string[]
  /** What the packages would start at every boot. */
  services: string[]
  /** On which those would listen. */
  ports: number[]
}

/** Built from the pinned module in the folder of this component's `module`, beside this file. */
export interface GoComponent extends Base {
  kind: 'go'
  module: string
  /** The module there whose version is the component's. */
  requires: string
  /** Import paths of its programs, each named as the last part of its path. */
  packages: string[]
  tags: string[]
  /** The variable that the program prints as its version. */
  versionVariable: string
  /** From the module's version to the program's. */
  release: (moduleVersion: string) => string
}

export const catalogue: Component[] = [
  {
    // 2.42 and 0.25 in Debian 12: the oldest that our rules must load in.
    name: 'prometheus-debian',
    byDefault: true,
    kind: 'debian',
    packages: ['prometheus', 'prometheus-alertmanager'],
    services: ['prometheus.service', 'prometheus-alertmanager.service'],
    ports: [9090, 9093, 9094],
  },
  {
    // The weighted proxy of rehearsals.
    name: 'haproxy',
    byDefault: true,
    kind: 'debian',
    packages: ['haproxy'],
    services: ['haproxy.service'],
    ports: [],
  },
  {
    // The browser that the console's pages are proven in. No font is a dependency of it, and without one text is boxes.
    name: 'chromium',
    byDefault: true,
    kind: 'debian',
    packages: ['chromium', 'fonts-dejavu-core'],
    services: [],
    ports: [],
  },
  {
    // 3.15.0, since some modules that 3.16.0 needs could not be had when this was pinned (November 2026).
    name: 'prometheus-3',
    byDefault: true,
    kind: 'go',
    module: 'prometheus',
    requires: 'github.com/prometheus/prometheus',
    packages: [
      'github.com/prometheus/prometheus/cmd/prometheus',
      'github.com/prometheus/prometheus/cmd/promtool',
    ],
    // Service discovery from files and static lists only; and, for want of `builtinassets`, no web pages.
    tags: ['remove_all_sd'],
    versionVariable: 'github.com/prometheus/common/version.Version',
    // Prometheus 3.15.0 is v0.315.0 as a module: https://github.com/prometheus/prometheus/blob/main/RELEASE.md
    release: (moduleVersion) => moduleVersion.replace(/^v0\.(\d)0?(\d+)\./, '$1.$2.'),
  },
  {
    name: 'sloth',
    byDefault: false, // for the benchmark only
    kind: 'go',
    module: 'sloth',
    requires: 'github.com/slok/sloth',
    packages: ['github.com/slok/sloth/cmd/sloth'],
    tags: [],
    versionVariable: 'github.com/slok/sloth/internal/info.Version',
    release: (moduleVersion) => moduleVersion.replace(/^v/, ''),
  },
  {
    // Its v2 tags do not fit its module path; v1.76.0 is the code of 2.13.0, the last that was tagged both ways.
    name: 'jaeger',
    byDefault: true,
    kind: 'go',
    module: 'jaeger',
    requires: 'github.com/jaegertracing/jaeger',
    packages: ['github.com/jaegertracing/jaeger/cmd/jaeger'],
    tags: [],
    versionVariable: 'github.com/jaegertracing/jaeger/internal/version.latestVersion',
    release: (moduleVersion) => moduleVersion.replace(/^v1\.76\./, '2.13.'),
  },
  {
    name: 'collector',
    byDefault: true,
    kind: 'go',
    module: 'collector',
    requires: 'go.opentelemetry.io/collector/otelcol',
    packages: ['paved-road.invalid/otelcol'],
    tags: [],
    versionVariable: 'main.version',
    release: (moduleVersion) => moduleVersion.replace(/^v/, ''),
  },
  {
    // No engine runs in the tests; this reads compose files as engines do.
    name: 'compose-check',
    byDefault: true,
    kind: 'go',
    module: 'compose',
    requires: 'github.com/compose-spec/compose-go/v2',
    packages: ['paved-road.invalid/compose-check'],
    tags: [],
    versionVariable: 'main.version',
    release: (moduleVersion) => moduleVersion.replace(/^v/, ''),
  },
  {
    // kubeconform would need schemas that no registry has; these are the types that such schemas are made from.
    name: 'manifest-check',
    byDefault: true,
    kind: 'go',
    module: 'manifests',
    requires: 'k8s.io/api',
    packages: ['paved-road.invalid/manifest-check'],
    tags: [],
    versionVariable: 'main.version',
    release: (moduleVersion) => moduleVersion.replace(/^v/, ''),
  },
  {
    name: 'actionlint',
    byDefault: true,
    kind: 'go',
    module: 'actionlint',
    requires: 'github.com/rhysd/actionlint',
    packages: ['github.com/rhysd/actionlint/cmd/actionlint'],
    tags: [],
    versionVariable: 'github.com/rhysd/actionlint.version',
    release: (moduleVersion) => moduleVersion.replace(/^v/, ''),
  },
  {
    // Argo's own validation. 1.10.1: 1.10.2 asks for a later patch of Go than the others here.
    name: 'rollout-check',
    byDefault: true,
    kind: 'go',
    module: 'rollouts',
    requires: 'github.com/argoproj/argo-rollouts',
    packages: ['paved-road.invalid/rollout-check'],
    tags: [],
    versionVariable: 'main.version',
    release: (moduleVersion) => moduleVersion.replace(/^v/, ''),
  },
]

/** The programs that a test can ask for: how each is called in the packages, and how it is made to say its version. */
export const programs = {
  promtool: { files: ['promtool'], versionArgument: '--version' },
  prometheus: { files: ['prometheus'], versionArgument: '--version' },
  amtool: { files: ['amtool'], versionArgument: '--version' },
  alertmanager: { files: ['alertmanager', 'prometheus-alertmanager'], versionArgument: '--version' },
  sloth: { files: ['sloth'], versionArgument: 'version' },
  jaeger: { files: ['jaeger'], versionArgument: 'version' },
  otelcol: { files: ['otelcol', 'otelcol-contrib'], versionArgument: '--version' },
  'manifest-check': { files: ['manifest-check'], versionArgument: '--version' },
  'rollout-check': { files: ['rollout-check'], versionArgument: '--version' },
  'compose-check': { files: ['compose-check'], versionArgument: '--version' },
  actionlint: { files: ['actionlint'], versionArgument: '-version' },
  haproxy: { files: ['haproxy'], versionArgument: '-v' },
  chromium: { files: ['chromium', 'chromium-browser', 'google-chrome'], versionArgument: '--version' },
}

export type ProgramName = keyof typeof programs
