import { render } from 'preact'
import './shell/theme.css'
import { Shell } from './shell/shell.tsx'

render(<Shell />, document.getElementById('app') as HTMLElement)
