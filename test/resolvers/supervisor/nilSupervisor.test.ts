import { expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withFleets } from '../../support/api/withFleets.ts'
import { node, withSpawnHierarchy } from '../../support/api/withSpawnHierarchy.ts'

const api = withApi()
const { apply } = withFleets(api)
const { spawn } = withSpawnHierarchy(api)

const nil = '00000000-0000-0000-0000-000000000000'
const spawnOne = graphql(`
  mutation SpawnNil($input: SpawnSupervisorInput!) {
    spawnSupervisor(input: $input) {
      __typename
      ... on ValidationError {
        path
      }
    }
  }
`)

// A caller within a supervisor with this id would have the same fleets as callers without a subtree.
test.each([
  {
    mutation: 'spawnSupervisor',
    run: async () => (await api.data(spawnOne, { input: { id: nil, name: 'nil' } })).spawnSupervisor,
    path: ['input', 'id'],
  },
  {
    mutation: 'spawnHierarchy',
    run: () => spawn({ supervisors: [node('top', { children: [node('nil', { id: nil })] })] }),
    path: ['input', 'supervisors', '0', 'children', '0', 'id'],
  },
  {
    mutation: 'applyFleet',
    run: () => apply({ supervisors: [{ key: 'nil', name: 'nil', id: nil }] }),
    path: ['input', 'supervisors', '0', 'id'],
  },
])('$mutation gives no supervisor the nil UUID', async ({ run, path }) => {
  expect(await run()).toMatchObject({ __typename: 'ValidationError', path })
  expect((await api.pool.query('SELECT FROM supervisors')).rowCount).toBe(0)
})
