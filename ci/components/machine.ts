// What this machine is and has, as far as the plan asks.
import { type Component, catalogue } from './catalogue.ts'
import * as debian from './debian.ts'
import { executablesOnPath } from './executables.ts'
import { buildOf, goCommand, isBuilt } from './go.ts'
import type { Machine } from './plan.ts'

export function thisMachine(): Machine {
  return {
    isRoot: process.getuid?.() === 0,
    hasApt: executablesOnPath(['apt-get']).length > 0,
    hasGo: goCommand() !== undefined,
    installed: new Set(catalogue.filter(isInstalled).map(({ name }) => name)),
  }
}

function isInstalled(component: Component): boolean {
  return component.kind === 'go' ? isBuilt(buildOf(component)) : debian.isInstalled(component)
}
