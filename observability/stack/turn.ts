// One command at a time changes a stack. Who changes it has the newest turn, a file that holds its process id; once it is
// done or dead, that turn is nobody's for ever, and the next one is whoever's makes it first. No turn is ever taken from
// somebody, so no two can take one at once.
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError } from '../cli/errors.ts'
import { isAlive } from './processes.ts'
import { notWritable } from './state.ts'

/** Longer than `up` takes, unless an engine has images to fetch. */
const PATIENCE_MS = 120_000

/** Waits for its turn, and gives it up in the end, however it ends. `folder` is the stack's. */
export async function inTurn<T>(folder: string, change: () => Promise<T>): Promise<T> {
  const turn = await take(join(folder, 'turns'))
  try {
    return await change()
  } finally {
    end(turn)
  }
}

function end(turn: string): void {
  try {
    writeFileSync(turn, '')
  } catch {} // with the folder gone, so is it
}

async function take(folder: string): Promise<string> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const last = newest(folder)
    const mine = isOver(join(folder, String(last))) ? make(folder, last + 1) : undefined
    if (mine !== undefined) return mine
    if (Date.now() > until) throw busy(join(folder, String(newest(folder))))
  }
}

/** 0 where there has been none. */
function newest(folder: string): number {
  try {
    mkdirSync(folder, { recursive: true })
    return Math.max(0, ...turns(folder))
  } catch (fault) {
    throw notWritable(dirname(folder), fault)
  }
}

const turns = (folder: string): number[] =>
  readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function isOver(turn: string): boolean {
  const holder = holderOf(turn)
  return holder === '' || !isAlive(Number(holder))
}

/** Empty where it is nobody's. */
function holderOf(turn: string): string {
  try {
    return readFileSync(turn, 'utf8')
  } catch {
    return ''
  }
}

/** @returns the file, or undefined where somebody was first. */
function make(folder: string, number: number): string | undefined {
  const turn = join(folder, String(number))
  const draft = join(folder, `${process.pid}.draft`)
  try {
    writeFileSync(draft, String(process.pid))
    linkSync(draft, turn) // it is there with its content, or it was there before
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw notWritable(dirname(folder), fault)
  } finally {
    rmSync(draft, { force: true })
  }
  if (newest(folder) > number) {
    rmSync(turn) // who looked long ago made one that had been and gone
    return undefined
  }
  for (const old of turns(folder)) if (old < number) rmSync(join(folder, String(old)), { force: true })
  return turn
}

function busy(turn: string): CodedError {
  return new CodedError('STACK_TURN_TAKEN', {
    place: turn,
    message: `says that process ${holderOf(turn)} is changing this stack`,
    remedy: 'wait until it is done, or delete this file if that is no paved-road',
  })
}
