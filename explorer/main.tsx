import { createRoot } from 'react-dom/client'
import { Explorer } from './Explorer.tsx'
import 'graphiql/style.css'
import './explorer.css'

self.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(label === 'graphql' || label === 'json' ? workerFiles[label] : workerFiles.editor),
}

const root = document.getElementById('explorer')
if (root) createRoot(root).render(<Explorer />)
