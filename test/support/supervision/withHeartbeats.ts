import { expect } from 'vitest'
import type { BeatMutation, BeatsMutation, HeartbeatInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../database/dumpTables.ts'
import type { TestApi } from '../api/withApi.ts'

/** Columns that a heartbeat writes or must not write. Times are text: the driver would read them in another time zone. */
export interface HeartbeatColumns {
  readonly status: string
  readonly version: number
  readonly heartbeat_sequence: string | null
  readonly health_metrics: unknown
  readonly last_heartbeat: string | null
}

export type HeartbeatResult = BeatMutation['heartbeat']

export interface Heartbeats {
  beat(input: HeartbeatInput): Promise<HeartbeatResult>
  beats(heartbeats: HeartbeatInput[]): Promise<BeatsMutation['heartbeats']>
  /** Sends a request that must not write, and fails the test if it did. */
  unchanged<Result>(send: () => Promise<Result>): Promise<Result>
  columnsOf(id: string): Promise<HeartbeatColumns>
}

export const beatDocument = graphql(`
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
      ... on NotFoundError {
        path
        id
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)

export const beatsDocument = graphql(`
  mutation Beats($input: HeartbeatsInput!) {
    heartbeats(input: $input) {
      __typename
      ... on HeartbeatsPayload {
        results {
          __typename
          ... on HeartbeatPayload {
            supervisorId
            command
            status
            version
            accepted
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
        }
      }
      ... on Error {
        message
        code
      }
      ... on LimitExceededError {
        path
        limit
        actual
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)

export function withHeartbeats(api: TestApi): Heartbeats {
  return {
    beat: async (input) => (await api.data(beatDocument, { input })).heartbeat,
    beats: async (heartbeats) => (await api.data(beatsDocument, { input: { heartbeats } })).heartbeats,
    async unchanged(send) {
      const before = await dumpTables(api.pool)
      const result = await send()
      expect(await dumpTables(api.pool)).toEqual(before)
      return result
    },
    async columnsOf(id) {
      const { rows } = await api.pool.query<HeartbeatColumns>(
        `SELECT status, version, heartbeat_sequence, health_metrics, last_heartbeat::text FROM supervisors WHERE id = $1`,
        [id],
      )
      const [row] = rows
      if (!row) throw new Error(`the supervisor ${id} does not exist`)
      return row
    },
  }
}
