// Bundles the dashboard into dist/dashboard: one page, one script and one stylesheet. Their names contain their hashes.
import { build } from 'esbuild'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../dashboard/', import.meta.url))
const target = fileURLToPath(new URL('../dist/dashboard/', import.meta.url))

/**
 * @returns the paths of the sources, from the working directory, which is that of the project
 */
export async function buildDashboard() {
  await rm(target, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: [join(source, 'main.tsx'), join(source, 'icon.svg')],
    outdir: join(target, 'assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome110', 'firefox115', 'safari16.4'],
    loader: { '.svg': 'copy' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  const files = Object.keys(metafile.outputs).map((path) => basename(path))
  const page = await readFile(join(source, 'index.html'), 'utf8')
  const named = page.replaceAll(/assets\/(main|icon)\.(js|css|svg)/g, (/** @type {string} */ path) => {
    const [name, extension] = basename(path).split('.')
    return `assets/${files.find((file) => file.startsWith(`${name}-`) && file.endsWith(`.${extension}`))}`
  })
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'index.html'), named)
  return [...Object.keys(metafile.inputs), 'dashboard/index.html', 'tools/buildDashboard.js']
}
