import { beforeAll, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'a')
  // applies to connections from now on: the server has none yet
  await api.pool.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`,
  )
})

const spawnDocument = graphql(`
  mutation SpawnReadOnly {
    spawnSupervisor(input: { name: "b" }) {
      __typename
      ... on UnavailableError {
        message
      }
    }
  }
`)
const heartbeatDocument = graphql(`
  mutation HeartbeatReadOnly($input: HeartbeatInput!) {
    heartbeat(input: $input) {
      __typename
      ... on UnavailableError {
        message
      }
    }
  }
`)

test('while the database is read-only, writes are UnavailableError, change nothing, and reads continue', async () => {
  const before = await dumpTables(api.pool)
  const readOnly = { __typename: 'UnavailableError', message: expect.stringContaining('read-only') as unknown }
  expect(await api.data(spawnDocument)).toEqual({ spawnSupervisor: readOnly })
  expect(await api.data(heartbeatDocument, { input: { supervisorId: id('a') } })).toEqual({ heartbeat: readOnly })
  expect(await api.request(`{ supervisor(id: "${id('a')}") { name } }`)).toEqual({
    data: { supervisor: { name: 'a' } },
  })
  expect(await dumpTables(api.pool)).toEqual(before)
})
