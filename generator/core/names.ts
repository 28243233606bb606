// Names of services and of what is derived from them.
import { builtinModules } from 'node:module'
import { type Code, CodedError, quoted } from './errors.ts'

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Longest name of a service; Kubernetes labels take 63 characters, and a version is put behind it. */
const SERVICE_MAX = 50

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name, and what Windows keeps for devices. */
const NOT_A_PACKAGE = new Set([...builtinModules, 'node_modules', 'favicon.ico'])
export const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/

export function assertServiceName(name: string, place: string): void {
  if (NOT_A_PACKAGE.has(name.toLowerCase()) || WINDOWS_DEVICE.test(name)) throw reserved(name, place)
  assertKebab(name, place, { code: 'NAME_INVALID', max: SERVICE_MAX, example: 'shop-api' })
}

/**
 * A package cannot be installed under one of the same name, so a service is not called like what it depends on:
 * `manifest` is the text of its package.json.
 */
export function assertNotDependency(name: string, manifest: string, place: string): void {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(manifest)
  if (Object.hasOwn({ ...dependencies, ...devDependencies, ...optionalDependencies }, name))
    throw reserved(name, place)
}

export function assertKebab(
  name: string,
  place: string,
  { code, max, example }: { code: Code; max: number; example: string },
): void {
  const remedy = `use lower-case letters, digits and single hyphens, from a letter on, such as ${example}`
  const wrong = (message: string) => new CodedError(code, { place, message, remedy })
  if (name === '') throw wrong('is empty')
  if (name.length > max) throw wrong(`has ${name.length} characters, and ${max} is the most`)
  if (!KEBAB.test(name)) throw wrong(`${quoted(name)} is not a name`)
}

function reserved(name: string, place: string): CodedError {
  return new CodedError('NAME_RESERVED', {
    place,
    message: `${quoted(name)} is a name that npm, Node or the service itself needs`,
    remedy: `choose another, such as ${name.replace(/[^a-z0-9]+/g, '-')}-service`,
  })
}

/** What one of them is called, as English mostly has it: `gift-cards` → `gift-card`. Whoever asks may say otherwise. */
export function singularOf(kebab: string): string {
  if (/(?:series|species|news|ss|us|[sx]is)$/.test(kebab)) return kebab
  if (/[a-z][^aeiou]ies$/.test(kebab)) return kebab.replace(/ies$/, 'y')
  if (/(?:ss|sh|ch|x|zz|tus|rus|bus)es$/.test(kebab)) return kebab.replace(/es$/, '')
  return kebab.replace(/([a-z]{2})s$/, '$1')
}

const words = (kebab: string): string[] => kebab.split('-')
const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** `gift-cards` → `Gift Cards` */
export const titleCase = (kebab: string): string => words(kebab).map(capital).join(' ')
/** `gift-cards` → `GiftCards` */
export const pascalCase = (kebab: string): string => words(kebab).map(capital).join('')
/** `gift-cards` → `giftCards` */
export const camelCase = (kebab: string): string => {
  const pascal = pascalCase(kebab)
  return pascal.slice(0, 1).toLowerCase() + pascal.slice(1)
}
/** `gift-cards` → `gift_cards` */
export const snakeCase = (kebab: string): string => words(kebab).join('_')
