import { render } from 'preact'
import { App } from './App.tsx'
import './styles/base.css'
import './styles/layout.css'
import './styles/grid.css'
import './styles/pages.css'

const root = document.getElementById('app')
if (root) render(<App />, root)
