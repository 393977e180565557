import { expect } from 'vitest'
import { graphql } from '../../generated/index.ts'
import type { ApplyFleetInput, FleetSupervisorInput } from '../../generated/graphql.ts'
import type { TestApi } from './withApi.ts'

export const applyFleetMutation = graphql(`
  mutation ApplyFleet($input: ApplyFleetInput!) {
    result: applyFleet(input: $input) {
      __typename
      ... on ApplyFleetPayload {
        changed
        changes {
          kind
          object
          key
          teamKey
          agentId
          id
          name
          before
          after
          drift
          teams
          members
        }
        unlistedTeams {
          key
          teamKey
        }
        comparison {
          missing
          different
          unlisted {
            key
            name
            status
          }
        }
        impact {
          supervisors
          activeAgents
          token
        }
      }
      ... on Error {
        code
        message
      }
      ... on ValidationError {
        path
      }
      ... on NotFoundError {
        path
      }
      ... on ConflictError {
        path
        current {
          id
        }
      }
      ... on NameTakenError {
        path
      }
      ... on ParentUnavailableError {
        path
      }
      ... on LevelLimitError {
        path
      }
      ... on HasLiveChildrenError {
        count
      }
      ... on LimitExceededError {
        path
      }
      ... on AlreadyMemberError {
        path
      }
      ... on ConfirmationRequiredError {
        impact {
          token
        }
      }
    }
  }
`)

type Input = Omit<ApplyFleetInput, 'fleet' | 'supervisors'> & {
  readonly fleet?: string
  readonly supervisors?: readonly FleetSupervisorInput[]
}

/** Requests of `applyFleet` for the fleet `fleet`. */
export function withFleets(api: TestApi) {
  const apply = async (input: Input) => {
    const { result } = await api.data(applyFleetMutation, {
      input: { fleet: 'fleet', ...input, supervisors: [...(input.supervisors ?? [])] },
    })
    return result
  }
  return {
    apply,
    /** Applies, and fails the test if the request is refused. */
    async applied(input: Input) {
      const result = await apply(input)
      if (result.__typename !== 'ApplyFleetPayload')
        throw new Error(`expected a payload, got ${JSON.stringify(result)}`)
      return result
    },
    /** The kinds and keys of the changes, as in `MOVE a` or `CREATE a/team`. */
    async plan(input: Input): Promise<string[]> {
      const result = await apply({ ...input, dryRun: true })
      if (result.__typename !== 'ApplyFleetPayload')
        throw new Error(`expected a payload, got ${JSON.stringify(result)}`)
      expect(result.changed).toBe(false)
      return result.changes.map(({ kind, key, teamKey }) => `${kind} ${key}${teamKey === null ? '' : `/${teamKey}`}`)
    },
    /** The tree of live supervisors: each with the name of its parent. */
    async tree(): Promise<Record<string, string | null>> {
      const { rows } = await api.pool.query<{ name: string; parent: string | null }>(
        `SELECT s.name, p.name AS parent FROM supervisors s LEFT JOIN supervisors p ON p.id = s.parent_id
         WHERE s.status <> 'TERMINATED' ORDER BY s.name`,
      )
      return Object.fromEntries(rows.map(({ name, parent }) => [name, parent]))
    },
  }
}
