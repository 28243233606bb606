// Prompts of the executables. What they are made with is loaded only when there is something to ask.
import {
  type Answers,
  completeAnswers,
  missing,
  QUESTIONS,
  type Question,
  unanswered,
} from '../core/answers.ts'
import { CodedError } from '../core/errors.ts'
import { assertFree } from './target.ts'

export interface Asking {
  /** `--yes`: take the defaults. */
  readonly yes: boolean
  /** Whether somebody is there to answer. */
  readonly terminal: boolean
}

/** All answers: those given, then those asked for, then the defaults. Throws before asking if one given is wrong. */
export async function allAnswers(given: Partial<Answers>, { yes, terminal }: Asking): Promise<Answers> {
  for (const { key, check, flag } of QUESTIONS) {
    const value = given[key]
    if (value !== undefined) check(key === 'description' ? value.trim() : value, `--${flag}`)
  }
  const open = unanswered(given)
  if (yes || open.length === 0) {
    if (given.name === undefined) throw missing(['name'])
    return completeAnswers(given)
  }
  if (!terminal) throw missing(open.map(({ key, flag }) => (key === 'name' ? 'name' : `--${flag}`)))
  return completeAnswers(await askAll(given))
}

async function askAll(given: Partial<Answers>): Promise<Partial<Answers>> {
  const [{ default: input }, { default: select }] = await Promise.all([
    import('@inquirer/input'),
    import('@inquirer/select'),
  ])
  const answers: Partial<Record<keyof Answers, string>> = { ...given }
  // To standard error: standard output may be on its way to a program.
  const context = { output: process.stderr }
  for (const question of QUESTIONS) {
    if (answers[question.key] !== undefined) continue
    const { ask: message, choices, fallback } = question
    const standard = fallback?.(answers as Answers)
    const answer = choices
      ? await select({ message, choices: [...choices], ...(standard && { default: standard }) }, context)
      : await input(
          { message, validate: validator(question), ...(standard && { default: standard }) },
          context,
        )
    answers[question.key] = answer.trim()
  }
  return answers as Partial<Answers>
}

/** One line of text; `check` throws a coded error where it does not fit. */
export async function askText(
  message: string,
  check: (text: string) => void,
  standard?: string,
): Promise<string> {
  const { default: input } = await import('@inquirer/input')
  const validate = asValidation((text) => check(text))
  const answer = await input(
    { message, validate, ...(standard && { default: standard }) },
    { output: process.stderr },
  )
  return answer.trim()
}

export const isTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true

export const validator = ({ key, check, ask }: Question) =>
  asValidation((value) => {
    check(value, ask)
    if (key === 'name') assertFree(value, ask)
  })

/** As prompts want it: true, or what is wrong. */
export const asValidation =
  (check: (value: string) => void) =>
  (value: string): true | string => {
    try {
      check(value.trim())
      return true
    } catch (error) {
      if (error instanceof CodedError) return `${error.message}: ${error.remedy}`
      throw error
    }
  }
