import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type {
  SpawnHierarchyInput,
  SpawnHierarchyMutation,
  SpawnNodeInput,
  SpawnTeamInput,
} from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../database/dumpTables.ts'
import type { TestApi } from './withApi.ts'

export type SpawnHierarchyResult = SpawnHierarchyMutation['spawnHierarchy']

export interface HierarchySpawner {
  spawn(input: SpawnHierarchyInput): Promise<SpawnHierarchyResult>
  /** Spawns the hierarchy, and fails the test if the server refuses it. */
  spawned(input: SpawnHierarchyInput): Promise<Extract<SpawnHierarchyResult, { created: number }>>
  /** Expects a refusal. Fails the test if the server wrote anything, or if the error has no input path. */
  refused(input: SpawnHierarchyInput): Promise<Extract<SpawnHierarchyResult, { path: string[] }>>
}

export const spawnHierarchyDocument = graphql(`
  mutation SpawnHierarchy($input: SpawnHierarchyInput!) {
    spawnHierarchy(input: $input) {
      __typename
      ... on SpawnHierarchyPayload {
        created
        existing
        supervisors {
          id
          name
          status
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
      ... on ParentUnavailableError {
        path
        supervisor {
          id
          status
        }
      }
      ... on NameTakenError {
        path
        name
        namesake: existing {
          id
        }
      }
      ... on LevelLimitError {
        path
        limit
        actual
      }
      ... on ConflictError {
        path
        current {
          id
        }
      }
      ... on LimitExceededError {
        path
        limit
        actual
      }
      ... on AlreadyMemberError {
        path
        memberships {
          id
        }
      }
    }
  }
`)
export function withSpawnHierarchy(api: TestApi): HierarchySpawner {
  const spawn = async (input: SpawnHierarchyInput) => (await api.data(spawnHierarchyDocument, { input })).spawnHierarchy
  return {
    spawn,
    async spawned(input) {
      const result = await spawn(input)
      if (result.__typename !== 'SpawnHierarchyPayload') throw new Error(result.message)
      return result
    },
    async refused(input) {
      const before = await dumpTables(api.pool)
      const result = await spawn(input)
      expect(await dumpTables(api.pool)).toEqual(before)
      if (!('path' in result)) throw new Error(`expected a refusal with an input path, got ${JSON.stringify(result)}`)
      expect(result.message).toContain(result.path.join('.'))
      return result
    },
  }
}

export type Node = SpawnNodeInput & { id: string }
export type Team = SpawnTeamInput & { id: string }
export const node = (name: string, more: Partial<Node> = {}): Node => ({ id: randomUUID(), name, ...more })
export const team = (name: string, more: Partial<Team> = {}): Team => ({ id: randomUUID(), name, ...more })
export const agents = (count: number) => Array.from({ length: count }, () => ({ agentId: randomUUID() }))
/** A chain of supervisors, each the only child of the one before. */
export const chain = ([name = '', ...below]: readonly string[]): Node =>
  node(name, below.length > 0 ? { children: [chain(below)] } : {})
