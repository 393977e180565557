import type { Sql } from 'sql-template-tag'
import { expect, test } from 'vitest'
import type { Queryable } from '../../src/db/database.ts'
import { recordHeartbeats } from '../../src/db/queries/heartbeats.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const db = withDatabase()

test('only the transactions that record heartbeats commit without waiting for the disk', async () => {
  const id = await givenTree(db.pool, 'a')
  const session = await db.session()
  const queryable: Queryable = {
    query: async <Row>({ text, values }: Sql) => (await session.query<Row & object>(text, values)).rows,
  }
  const setting = async () => (await session.query('SHOW synchronous_commit')).rows[0] as unknown
  const heartbeat = { supervisorId: id('a'), incarnation: null, sequence: 1, metrics: null }

  await session.query('SET synchronous_commit = on')
  await session.query('BEGIN')
  expect(await recordHeartbeats(queryable, [{ heartbeat, within: null }])).toMatchObject([{ accepted: true }])
  expect(await setting()).toEqual({ synchronous_commit: 'off' })
  await session.query('COMMIT')
  expect(await setting()).toEqual({ synchronous_commit: 'on' })
})
