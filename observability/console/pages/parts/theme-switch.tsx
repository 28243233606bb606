import { effect, signal } from '@preact/signals'

const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

const KEY = 'theme'
const saved = localStorage.getItem(KEY)
const theme = signal<Theme>(THEMES.find((known) => known === saved) ?? 'system')

/** Changes whenever colours may have: for what is drawn on a canvas, where styles do not follow by themselves. */
export const themed = signal(0)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  themed.value += 1
})

effect(() => {
  localStorage.setItem(KEY, theme.value)
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
  themed.value = themed.peek() + 1
})

export function ThemeSwitch() {
  return (
    <select
      aria-label="Colours"
      title="Colours"
      value={theme.value}
      onChange={(event) => {
        theme.value = event.currentTarget.value as Theme
      }}
    >
      {THEMES.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
