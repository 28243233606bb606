import type { ComponentCode } from '../components.ts'

export class ComponentError extends Error {
  readonly code: ComponentCode

  constructor(code: ComponentCode, place: string, what: string, remedy: string) {
    super(`${code} ${place} ${what}: ${remedy}`)
    this.code = code
  }
}
