import { afterEach, expect } from 'vitest'
import type { MoveSupervisorInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../database/dumpTables.ts'
import type { TestApi } from './withApi.ts'

export const moveDocument = graphql(`
  mutation Move($input: MoveSupervisorInput!) {
    moveSupervisor(input: $input) {
      __typename
      ... on MoveSupervisorPayload {
        changed
        movedCount
        supervisor {
          id
          version
          hierarchyLevel
          parent {
            id
          }
        }
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
      ... on NotFoundError {
        path
        id
      }
      ... on InvalidTransitionError {
        from
        to
        allowed
      }
      ... on ParentUnavailableError {
        supervisor {
          id
          status
        }
      }
      ... on LevelLimitError {
        limit
        actual
      }
      ... on NameTakenError {
        name
        existing {
          id
        }
      }
      ... on ConflictError {
        current {
          id
          ... on Supervisor {
            version
          }
        }
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)

/** Moves supervisors. After each test it verifies the database and empties it. */
export function withMoves(api: TestApi) {
  afterEach(async () => {
    expect(await api.violations()).toEqual([])
    await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
    await api.pool.query('UPDATE hierarchy_settings SET max_level = 10')
  })
  const move = async (input: MoveSupervisorInput) => (await api.data(moveDocument, { input })).moveSupervisor
  return {
    move,
    /** Sends a move that must not write, and fails the test if it did. */
    async unchanged(input: MoveSupervisorInput) {
      const before = await dumpTables(api.pool)
      const result = await move(input)
      expect(await dumpTables(api.pool)).toEqual(before)
      return result
    },
  }
}
