import type pg from 'pg'
import { expect, test } from 'vitest'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { bearer, givenToken, type GivenToken } from '../support/api/withTokens.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'

const db = withDatabase()
const servers = withServers()

const createToken = `mutation {
  result: createToken(input: { actor: "new", role: READ }) { __typename ... on UnavailableError { effect ids } }
}`
const revokeToken = (id: string): string => `mutation {
  result: revokeToken(input: { id: "${id}" }) { __typename ... on RevokeTokenPayload { changed } ... on UnavailableError { effect ids } }
}`

/** Sends an operation with a token. Null if the server was killed before it responded. */
async function ask(server: ServerProcess, { secret }: GivenToken, query: string): Promise<unknown> {
  const headers = { ...bearer(secret), 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    .then((each) => each.json())
    .catch(() => null)
  return (response as { data?: { result: unknown } } | null)?.data?.result ?? response
}

/** The actors of all tokens, and whether each of them was revoked. */
async function tokens(): Promise<Record<string, boolean>> {
  const { rows } = await db.pool.query<{ actor: string; isRevoked: boolean }>(
    'SELECT actor, revoked_at IS NOT NULL AS "isRevoked" FROM api_tokens',
  )
  return Object.fromEntries(rows.map(({ actor, isRevoked }) => [actor, isRevoked]))
}

/** Ends the server, or the session of its transaction, while it waits for a lock of another session. */
async function killWhileWaiting(victim: 'server' | 'session', server: ServerProcess, holder: pg.Client): Promise<void> {
  await untilWaiting(db.pool, 1)
  if (victim === 'server') {
    server.process.kill('SIGKILL')
    await server.exited
  } else {
    await db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  }
  await holder.query('ROLLBACK')
  // a backend of a killed server continues until its statement ends
  await expect
    .poll(async () => {
      const { rows } = await db.pool.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND application_name <> 'holder'`,
      )
      return rows[0]?.open
    })
    .toBe(0)
}

test.each(['server', 'session'] as const)(
  'a kill of the %s while a token is created or revoked changes no token',
  async (victim) => {
    await db.pool.query('DELETE FROM api_tokens')
    const admin = await givenToken(db.pool)
    const old = await givenToken(db.pool, { role: 'READ' })
    const holder = await db.session()
    await holder.query(`SET application_name = 'holder'`)
    const before = { 'holder of ADMIN': false, 'holder of READ': false }
    const answer = victim === 'server' ? null : { __typename: 'UnavailableError', effect: 'NONE', ids: [] }

    let server = await servers.start({ DATABASE_URL: db.url })
    for (const query of [createToken, revokeToken(old.id)]) {
      await holder.query('BEGIN; LOCK TABLE api_tokens IN EXCLUSIVE MODE')
      const asked = ask(server, admin, query)
      await killWhileWaiting(victim, server, holder)
      expect(await asked).toEqual(answer)
      expect(await tokens()).toEqual(before)
      if (victim === 'server') server = await servers.start({ DATABASE_URL: db.url })
    }
    expect(await ask(server, old, '{ result: __typename }')).toBe('Query')

    expect(await ask(server, admin, createToken)).toEqual({ __typename: 'CreateTokenPayload' })
    for (const changed of [true, false])
      expect(await ask(server, admin, revokeToken(old.id))).toEqual({ __typename: 'RevokeTokenPayload', changed })
    expect(await tokens()).toEqual({ ...before, 'holder of READ': true, new: false })
    expect((await server.stop()).code).toBe(0)
  },
)
