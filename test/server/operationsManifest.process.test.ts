import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { withServers } from '../support/process/serverProcess.ts'

const servers = withServers()
const database = withDatabase()
const packageFile = fileURLToPath(new URL('../../package.json', import.meta.url))

test.each([
  [
    'that does not exist',
    'missing.json',
    `"missing.json" is not usable: ENOENT: no such file or directory, open 'missing.json'`,
  ],
  [
    'in another format',
    packageFile,
    `"${packageFile}" is not usable: expected {"<id>": "<document>"}, as GraphQL Code Generator writes it, or the format apollo-persisted-query-manifest, version 1`,
  ],
])(
  'with a manifest of operations %s, the server exits and says in one line what it expected',
  async (_, path, line) => {
    const env = { DATABASE_URL: database.url, OPERATIONS: 'only', OPERATIONS_MANIFEST: path }
    expect(await servers.run(env)).toMatchObject({ code: 1, stderr: `OPERATIONS_MANIFEST: ${line}\n` })
  },
)

test('without a manifest, OPERATIONS=only is refused', async () => {
  expect(await servers.run({ DATABASE_URL: database.url, OPERATIONS: 'only' })).toMatchObject({
    code: 1,
    stderr: 'OPERATIONS: only requires OPERATIONS_MANIFEST. Set it to the path of the manifest.\n',
  })
})
