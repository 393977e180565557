import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/givenTree.ts'
import { withApi } from '../support/withApi.ts'

const api = withApi()

const beat = graphql(`
  mutation Beat($input: HeartbeatInput!) {
    heartbeat(input: $input) {
      __typename
      ... on HeartbeatPayload {
        supervisorId
        command
        status
        version
        incarnation
        dueAt
        accepted
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
    }
  }
`)

test('the first heartbeat of a supervisor makes it ACTIVE', async () => {
  const id = await givenTree(api.pool, 'root > a:SPAWNING')
  const { heartbeat } = await api.data(beat, { input: { supervisorId: id('a'), metrics: { cpu: 1 } } })
  expect(heartbeat).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', version: 2, incarnation: 1, accepted: true })
  const again = await api.data(beat, { input: { supervisorId: id('a'), sequence: 4 } })
  expect(again.heartbeat).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', version: 2, accepted: true })
  const late = await api.data(beat, { input: { supervisorId: id('a'), sequence: 4 } })
  expect(late.heartbeat).toMatchObject({ accepted: false, command: 'CONTINUE' })
})
