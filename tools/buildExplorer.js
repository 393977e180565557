// Bundles the explorer into dist/explorer, unless it is up to date: GraphiQL with its editor takes 2.5 s of processor time.
// `npm start` runs this in the background, and the server serves the files as soon as they exist.
import { build } from 'esbuild'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { explorerStamp, isBuilt, stampOf } from '../cli/buildStamp.js'
import { readDocumentedQueries } from './documentedQueries.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'dist/explorer')
/** Inputs that no bundle imports. */
const otherInputs = [
  'explorer/index.html',
  'docs/reference/queries.md',
  'package-lock.json',
  'tools/buildExplorer.js',
  'tools/documentedQueries.js',
]

/** @type {import('esbuild').BuildOptions & { metafile: true }} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  target: ['chrome110', 'firefox115', 'safari16.4'],
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
}

if (!isBuilt(explorerStamp)) await buildExplorer()

/** The files appear at once, so that a server never serves half of them. */
async function buildExplorer() {
  process.chdir(root)
  const outdir = join(root, `dist/explorer-${process.pid}`)
  await mkdir(outdir, { recursive: true })
  try {
    const sources = await bundle(outdir)
    await writeFile(join(outdir, basename(explorerStamp)), JSON.stringify(stampOf(sources, otherInputs)))
    await rm(target, { recursive: true, force: true })
    await rename(outdir, target)
  } catch (error) {
    // another build has finished meanwhile
    if (!isBuilt(explorerStamp)) throw error
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

/**
 * @param {string} outdir
 * @returns {Promise<string[]>} the paths of the sources in the project
 */
async function bundle(outdir) {
  const workers = await build({
    ...common,
    outdir,
    entryPoints: ['editor', 'graphql', 'json'].map((name) => ({
      in: `explorer/workers/${name}.ts`,
      out: `worker-${name}`,
    })),
    format: 'iife',
  })
  const files = Object.keys(workers.metafile.outputs).map((path) => basename(path))
  /** @param {string} name */
  const workerFile = (name) => `/explorer/${files.find((file) => file.startsWith(`worker-${name}-`))}`
  const page = await build({
    ...common,
    outdir,
    entryPoints: ['explorer/main.tsx', { in: 'dashboard/icon.svg', out: 'icon' }],
    format: 'esm',
    splitting: true,
    loader: { '.svg': 'copy', '.ttf': 'file' },
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"production"',
      documentedQueries: JSON.stringify(readDocumentedQueries()),
      workerFiles: JSON.stringify({
        editor: workerFile('editor'),
        graphql: workerFile('graphql'),
        json: workerFile('json'),
      }),
    },
    plugins: [
      {
        // GraphiQL's stylesheet contains that of the editor
        name: 'no-styles-of-the-editor',
        setup(builder) {
          builder.onLoad({ filter: /[/\\]monaco-editor[/\\].*\.css$/ }, () => ({ contents: '', loader: 'css' }))
        },
      },
    ],
  })
  const html = await readFile('explorer/index.html', 'utf8')
  const outputs = Object.keys(page.metafile.outputs).map((path) => basename(path))
  const named = html.replaceAll(/explorer\/(main|icon)\.(js|css|svg)/g, (/** @type {string} */ path) => {
    const [name, extension] = basename(path).split('.')
    return `explorer/${outputs.find((file) => file.startsWith(`${name}-`) && file.endsWith(`.${extension}`))}`
  })
  await writeFile(join(outdir, 'index.html'), named)
  const inputs = [...Object.keys(workers.metafile.inputs), ...Object.keys(page.metafile.inputs)]
  return inputs.filter((path) => !path.includes('node_modules/') && !path.startsWith('<'))
}
