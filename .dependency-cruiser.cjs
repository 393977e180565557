/** Imports point one way (docs/explanation/architecture.md). The files directly in `src` compose the others, and may import anything. */
const layer = (name, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^(src|prisma|cli|dashboard|test|bench)/', pathNot: [`^src/${name}/`, ...allowed] },
})
const generatedTypes = '^src/db/generated/'
const contextType = '^src/context\\.ts$'
const heap = '^src/heap\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: generatedTypes },
      to: { circular: true },
    },
    layer('domain'),
    layer('db', '^src/domain/', '^prisma/engine/', heap),
    layer('loaders', '^src/db/', '^src/domain/', heap),
    layer('background'),
    layer('events', '^src/background/', '^src/db/', '^src/domain/', heap),
    layer('supervision', '^src/background/', '^src/db/', '^src/domain/', '^src/loaders/(batchLoader|loadBatch)\\.ts$'),
    // types of rows and pages only: a resolver calls a loader through the context
    layer(
      'resolvers',
      '^src/domain/',
      '^src/db/',
      '^src/supervision/',
      '^src/loaders/connectionLoader\\.ts$',
      contextType,
    ),
    layer(
      'schema',
      '^src/resolvers/',
      '^src/domain/',
      '^src/loaders/connectionLoader\\.ts$',
      '^src/db/queries/',
      generatedTypes,
      contextType,
    ),
    layer('auth', '^src/background/', '^src/db/', '^src/domain/'),
    layer('graphql', '^src/schema/index\\.ts$', '^src/domain/', '^src/observability/', contextType, heap),
    layer(
      'http',
      '^src/(auth|graphql|db|domain|observability)/',
      '^src/schema/index\\.ts$',
      '^src/loopback\\.ts$',
      contextType,
      heap,
    ),
    layer('observability', '^src/domain/(errors|facts|tokenBucket|trace)\\.ts$'),
    layer('demo', '^src/db/', '^src/domain/'),
    {
      name: 'only-the-composition-loads-the-demonstration-fleet',
      severity: 'error',
      from: {
        path: '^(src|prisma|clients|examples|bench)/',
        pathNot: '^(src/demo/|src/[^/]+\\.ts$)',
      },
      to: { path: '^src/demo/' },
    },
    {
      name: 'no-graphql-in-resolvers',
      severity: 'error',
      from: { path: '^src/(resolvers|domain|db|loaders|events|supervision|background)/', pathNot: generatedTypes },
      to: { path: 'node_modules/(graphql|@pothos)/' },
    },
    {
      name: 'schema-takes-types-of-rows-only',
      severity: 'error',
      from: { path: '^src/schema/' },
      to: { path: '^src/db/queries/', dependencyTypesNot: ['type-only'] },
    },
    {
      // The API lacks whatever a schema file declares, unless index.ts imports the file.
      name: 'schema-file-not-in-index',
      severity: 'error',
      from: { path: '^src/schema/index\\.ts$' },
      to: {
        path: '^src/schema/',
        pathNot: '^src/schema/print(Reference)?\\.ts$',
        reachable: false,
      },
    },
    {
      name: 'clients-know-the-api-only',
      severity: 'error',
      from: { path: '^clients/' },
      to: { path: '^(src|prisma|cli|test|bench)/' },
    },
    {
      name: 'the-follower-runs-in-browsers',
      severity: 'error',
      from: { path: '^clients/follow/' },
      to: {
        path: '^(clients|node_modules)/',
        pathNot: ['^clients/(follow|support/backoff)', 'node_modules/graphql-ws/dist/client'],
      },
    },
    {
      name: 'no-node-in-the-follower',
      severity: 'error',
      from: { path: '^clients/(follow/|support/backoff)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-dashboard-knows-the-api-only',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: {
        path: '^(src|prisma|test|bench|clients|node_modules)/',
        pathNot: ['^clients/follow/', 'node_modules/(preact|@tanstack/virtual-core|@graphql-typed-document-node)/'],
      },
    },
    {
      name: 'no-node-in-the-dashboard',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-explorer-knows-the-api-only',
      severity: 'error',
      from: { path: '^explorer/' },
      to: {
        path: '^(src|prisma|cli|clients|dashboard|test|bench)/',
        pathNot: '^src/http/firstQuery\\.ts$',
      },
    },
    {
      name: 'no-node-in-the-explorer',
      severity: 'error',
      from: { path: '^explorer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-explorer-uses-graphiql',
      severity: 'error',
      from: { pathNot: '^(explorer|node_modules)/' },
      to: { path: 'node_modules/(graphiql|@graphiql|react|react-dom|monaco-editor|monaco-graphql)/' },
    },
    {
      name: 'examples-take-nothing-with-them',
      severity: 'error',
      from: { path: '^examples/[^/]+$' },
      to: { dependencyTypesNot: ['core'] },
    },
    {
      name: 'examples-of-clients-use-only-the-library',
      severity: 'error',
      from: { path: '^examples/clients/' },
      to: { pathNot: '^(examples/clients|node_modules)/' },
    },
    {
      name: 'bench-measures-the-source',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(prisma|clients|test)/' },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^(src|prisma)/' },
      to: { path: '^(cli|clients|examples|test|bench)/' },
    },
    {
      // the build checks the same for what it does not bundle
      name: 'what-is-not-bundled-imports-dependencies-only',
      severity: 'error',
      from: { path: '^prisma/engine/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
