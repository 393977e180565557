// Bundles the dashboard into dist/dashboard: one page, one script and one stylesheet. Their names contain their hashes.
import { build } from 'esbuild'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
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
  await writeFile(join(target, 'documents.json'), JSON.stringify(await readDocuments()))
  return [
    ...Object.keys(metafile.inputs),
    'dashboard/sentDocuments.ts',
    'dashboard/index.html',
    'tools/buildDashboard.js',
  ]
}

/**
 * The documents that the dashboard sends, as a manifest of operations. Their ids are hashes, as of persisted queries.
 * @returns {Promise<Record<string, string>>}
 */
async function readDocuments() {
  const { outputFiles } = await build({
    entryPoints: [join(source, 'sentDocuments.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const { sentDocuments } = /** @type {{ sentDocuments: readonly string[] }} */ (
    await import(`data:text/javascript;base64,${code}`)
  )
  return Object.fromEntries(sentDocuments.map((text) => [createHash('sha256').update(text).digest('hex'), text]))
}
