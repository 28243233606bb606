import { signal } from '@preact/signals'

const media = matchMedia('(max-width: 700px)')

/** Whether the pages stand in a phone's width: the same bound as in the style sheets. */
export const narrow = signal(media.matches)
media.addEventListener('change', ({ matches }) => {
  narrow.value = matches
})
