import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { prepareDatabase } from '../../src/db/prepareDatabase.ts'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { localAdmin } from '../../src/domain/viewer.ts'
import { graphql } from '../generated/index.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()

const join = graphql(`
  mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {
    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      __typename
      ... on NotFoundError {
        id
        path
      }
    }
  }
`)

async function givenTeam(): Promise<string> {
  const { rows } = await api.pool.query<{ id: string }>(
    `WITH s AS (INSERT INTO supervisors (name) VALUES (gen_random_uuid()::text) RETURNING id)
     INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM s RETURNING id`,
  )
  return rows[0]?.id ?? ''
}

test('adding a member to a team that is deleted concurrently returns NotFoundError', async () => {
  const teamId = await givenTeam()
  const raw = await api.session()
  await raw.query('BEGIN')
  await raw.query('DELETE FROM supervisor_teams WHERE id = $1', [teamId])
  const joining = api.data(join, { teamId, agentId: randomUUID() })
  await untilWaiting(api.pool)
  await raw.query('COMMIT')
  expect((await joining).addTeamMember).toEqual({ __typename: 'NotFoundError', id: teamId, path: ['input', 'teamId'] })
})

test('clients see no error when a migration changes the type of a column', async () => {
  const teamId = await givenTeam()
  const read = `{ team(id: "${teamId}") { name members { totalCount } } }`
  const write = () => api.data(join, { teamId, agentId: randomUUID() })
  // as many at the same time as there are connections, so that each connection prepares the statements
  const all = () => Promise.all([1, 2, 3, 4, 5, 6].flatMap(() => [write(), api.request(read)]))
  await all()
  await api.pool.query('ALTER TABLE supervisor_teams ALTER COLUMN name TYPE varchar(300)')
  for (let round = 0; round < 3; round++) {
    for (const answer of await all()) {
      if ('addTeamMember' in answer) expect(answer.addTeamMember.__typename).toBe('AddTeamMemberPayload')
      else expect(answer.errors).toBeUndefined()
    }
  }
})

test('changes use READ COMMITTED although the database default is REPEATABLE READ', async () => {
  const name = new URL(api.url).pathname.slice(1)
  await api.pool.query(`ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`)
  const db = openDatabase({ url: api.url, poolSize: 1, onConnectionError: () => undefined, onRetry: () => undefined })
  try {
    const isolation = await inTreeTransaction({ db, viewer: localAdmin }, { lock: 'exclusive' }, (tx) =>
      tx.query<{ transaction_isolation: string }>(sql`SHOW transaction_isolation`),
    )
    expect(isolation).toEqual([{ transaction_isolation: 'read committed' }])
  } finally {
    await db.close()
    await api.pool.query(`ALTER DATABASE ${name} RESET default_transaction_isolation`)
  }
})

test('a server that starts with an unchanged maximum level does not wait for the hierarchy lock', async () => {
  const raw = await api.session()
  await raw.query('BEGIN')
  await raw.query('SELECT lock_hierarchy(true)')
  expect(await prepareDatabase({ url: api.url, migrate: true, maxLevel: 10, exclusive: false })).toEqual([])
  await raw.query('ROLLBACK')
})
