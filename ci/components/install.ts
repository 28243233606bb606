// Installs the real programs that tests and benchmarks run against, unless they are there already.
//   node ci/components/install.ts [name …]      without a name, the default set
import { type Component, catalogue } from './catalogue.ts'
import * as debian from './debian.ts'
import { ComponentError } from './error.ts'
import { build, buildOf } from './go.ts'
import { thisMachine } from './machine.ts'
import { plan } from './plan.ts'

function main(wanted: string[]): void {
  const { present, missing, obstacles } = plan(wanted, catalogue, thisMachine())
  for (const component of present) say(`${component.name} is there: ${place(component)}`)
  for (const component of missing) attempt(() => install(component))
  for (const obstacle of obstacles) fail(obstacle)
}

function install(component: Component): void {
  const started = performance.now()
  say(`${component.name} is being ${component.kind === 'go' ? 'built (some minutes)' : 'installed'} …`)
  if (component.kind === 'go') build(component, buildOf(component))
  else debian.install(component)
  say(`${component.name} took ${Math.round((performance.now() - started) / 1000)} s: ${place(component)}`)
}

function place(component: Component): string {
  return component.kind === 'go' ? buildOf(component).folder : component.packages.join(', ')
}

/** One that fails does not keep the others from being installed. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (fault) {
    if (!(fault instanceof ComponentError)) throw fault
    fail(fault)
  }
}

function fail({ code, message }: ComponentError): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = code === 'COMPONENT_UNKNOWN' ? 2 : 3
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

attempt(() => main(process.argv.slice(2)))
