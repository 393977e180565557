import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

const require = createRequire(import.meta.url)

export default defineConfig({
  // vitest would load graphql 16 twice, as ESM and as CommonJS, and graphql refuses types "from another realm"
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }] },
  test: {
    include: ['test/**/*.test.ts'],
    // twenty starts of the Prisma CLI: with the long runs (vitest.soak.config.ts)
    exclude: ['test/db/prismaCli.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    // what files share is what they import: each has a database, or processes, of its own
    isolate: false,
  },
})
