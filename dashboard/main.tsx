import { render } from 'preact'
import { App } from './App.tsx'
import './styles/colours.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/layout.css'
import './styles/grid.css'
import './styles/fleet.css'
import './styles/pages.css'
import './styles/filters.css'
import './styles/events.css'
import './styles/problems.css'
import './styles/dialogs.css'

const root = document.getElementById('app')
if (root) render(<App />, root)
