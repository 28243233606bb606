// Opens a page in the browser of whoever sits before this machine.
import { spawn } from 'node:child_process'

/** Whether somebody does: not in a pipeline, over a plain SSH, or where the output goes to a file. */
export function hasDesktop(env: NodeJS.ProcessEnv = process.env, isTTY = process.stdout.isTTY): boolean {
  if (!isTTY || (env.CI !== undefined && env.CI !== '' && env.CI !== 'false')) return false
  if (process.platform === 'darwin' || process.platform === 'win32') return env.SSH_CONNECTION === undefined
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  // `start` takes what is quoted first for a title.
  win32: ['cmd', '/c', 'start', '""'],
}

/** Without one the address is there to be clicked: not being able to open it is no failure. */
export function openPage(url: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const opener = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  opener.once('error', () => {})
  opener.unref()
}
