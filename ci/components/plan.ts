// What would be installed, given what is there. Pure.
import type { Component } from './catalogue.ts'
import { ComponentError } from './error.ts'

export interface Machine {
  isRoot: boolean
  hasApt: boolean
  hasGo: boolean
  /** The names of the components that are there in the pinned version. */
  installed: ReadonlySet<string>
}

export interface Plan {
  present: Component[]
  missing: Component[]
  /** One for each that is missing and that this machine cannot install. */
  obstacles: ComponentError[]
}

/** @throws ComponentError if one that is `wanted` is not in the catalogue. None wanted: those of the default set. */
export function plan(wanted: string[], catalogue: Component[], machine: Machine): Plan {
  const chosen =
    wanted.length > 0
      ? [...new Set(wanted)].map((name) => named(name, catalogue))
      : catalogue.filter(({ byDefault }) => byDefault)
  const absent = chosen.filter(({ name }) => !machine.installed.has(name))
  const obstacles = absent.map((component) => obstacle(component, machine))
  return {
    present: chosen.filter(({ name }) => machine.installed.has(name)),
    missing: absent.filter((_, index) => !obstacles[index]),
    obstacles: obstacles.filter((found) => found !== undefined),
  }
}

function named(name: string, catalogue: Component[]): Component {
  const found = catalogue.find((component) => component.name === name)
  if (found) return found
  const known = catalogue.map((component) => component.name).join(', ')
  throw new ComponentError('COMPONENT_UNKNOWN', name, 'is no component', `name some of ${known}`)
}

function obstacle(component: Component, { isRoot, hasApt, hasGo }: Machine): ComponentError | undefined {
  const { name } = component
  if (component.kind === 'go') {
    if (hasGo) return undefined
    return new ComponentError(
      'COMPONENT_NEEDS_GO',
      name,
      'is built from source and there is no Go here',
      'install Go, or put the programs on PATH yourself; their tests are skipped until then',
    )
  }
  const packages = component.packages.join(' and ')
  if (!hasApt)
    return new ComponentError(
      'COMPONENT_NEEDS_DEBIAN',
      name,
      `is ${packages} from Debian and there is no apt-get here`,
      'put the programs on PATH yourself; their tests are skipped until then',
    )
  if (isRoot) return undefined
  return new ComponentError(
    'COMPONENT_NEEDS_ROOT',
    name,
    `is ${packages} from Debian, which only root may install`,
    `run sudo apt-get install --no-install-recommends ${component.packages.join(' ')}`,
  )
}
