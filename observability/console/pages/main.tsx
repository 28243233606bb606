import { render } from 'preact'
import { Shell } from './shell/shell.tsx'
import './shell/theme.css'

render(<Shell />, document.getElementById('app') as HTMLElement)
