import { beforeEach, expect } from 'vitest'
import type { TestDatabase } from '../database/withDatabase.ts'

export const aMoment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string

/**
 * Empties the hierarchy before each test. Returns the fields that all events of a supervisor share when a writer that
 * bypasses the API sets neither actor nor reason.
 */
export function withDirectWriter(db: TestDatabase) {
  let role = ''
  beforeEach(async () => {
    await db.pool.query('DELETE FROM supervisors')
    role = (await db.pool.query<{ role: string }>('SELECT session_user AS role')).rows[0]?.role ?? ''
  })
  return (id: string) => ({
    sequence: expect.stringMatching(/^\d+$/) as string,
    at: aMoment,
    actor: role,
    onBehalfOf: null,
    traceId: null,
    reason: null,
    supervisorId: id,
    teamId: null,
    membershipId: null,
    agentId: null,
    previousPath: null,
    causedBy: null,
  })
}
