import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { withApi } from '../support/withApi.ts'

const api = withApi()

const spawn = graphql(`
  mutation Spawn($input: SpawnSupervisorInput!) {
    spawnSupervisor(input: $input) {
      __typename
      ... on SpawnSupervisorPayload {
        created
        supervisor {
          id
          name
          status
          hierarchyLevel
          parent {
            id
          }
          config
        }
      }
      ... on Error {
        message
        code
      }
    }
  }
`)

test('a spawned supervisor is SPAWNING, under its parent', async () => {
  const { spawnSupervisor: root } = await api.data(spawn, { input: { name: 'root' } })
  if (root.__typename !== 'SpawnSupervisorPayload') throw new Error(root.message)
  const { spawnSupervisor: child } = await api.data(spawn, {
    input: { name: 'child', parentId: root.supervisor.id, config: { a: 1 } },
  })
  expect(child).toMatchObject({
    __typename: 'SpawnSupervisorPayload',
    created: true,
    supervisor: {
      name: 'child',
      status: 'SPAWNING',
      hierarchyLevel: 1,
      parent: { id: root.supervisor.id },
      config: { a: 1 },
    },
  })
})
