import type pg from 'pg'
import type { Sql } from 'sql-template-tag'
import { beforeAll, describe, expect, test } from 'vitest'
import { applyTransfer } from '../../src/db/queries/memberships.ts'
import type { Tx } from '../../src/db/treeTransaction.ts'
import { clearHierarchy } from '../support/database/clearHierarchy.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { expectViolations } from '../support/database/guardOff.ts'
import { type Contestant, inTransaction, race, type RaceOutcome, ROUNDS } from '../support/database/race.ts'
import { type TestDatabase, withDatabase } from '../support/database/withDatabase.ts'
import { withServers } from '../support/process/serverProcess.ts'
import { expectSound, type RaceServers, type Scenario, setUp, transfer } from '../support/process/serverRace.ts'

/** The transferred agent must be in exactly one team. */
async function judgeTransfers({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ teams: number }>(
    'SELECT agent_id, count(*)::int AS teams FROM supervisor_team_members WHERE left_at IS NULL GROUP BY agent_id',
  )
  return rows.length === 1 && rows[0]?.teams === 1 ? [] : [`active members: ${JSON.stringify(rows)}`]
}

/** A membership and the two teams to which it is transferred. */
async function givenTransfer(db: TestDatabase): Promise<{ member: string; first: string; second: string }> {
  const id = await givenTree(db.pool, 'root > [p, q, r]')
  const [from = '', first = '', second = ''] = await Promise.all(
    ['p', 'q', 'r'].map((name) => givenTeam(db.pool, id(name), name)),
  )
  return { member: await givenMember(db.pool, from, id('root')), first, second }
}

const transfers: Scenario = {
  name: 'transfers of one membership to two teams',
  results: ['TransferTeamMemberPayload', 'NotFoundError'],
  counts: [
    { of: ['TransferTeamMemberPayload'], perRound: 1 },
    { of: ['NotFoundError'], perRound: 2 },
  ],
  round: async ({ db, one, two, session }) => {
    const { member, first, second } = await givenTransfer(db)
    return [
      transfer(one, member, first),
      transfer(two, member, second),
      transfer(two, member, first),
      // blocks the transfers until all wait for the lock
      inTransaction(session, ['SELECT lock_hierarchy(true)']),
    ]
  },
  judge: (_results, { db }) => judgeTransfers(db),
}

/** The transfer statement of the server, with or without its condition that the membership is still active. */
const transferInSql =
  (session: pg.Client, member: string, team: string, condition: 'on' | 'off'): Contestant =>
  async (hold) => {
    const tx: Tx = {
      transaction: true,
      raiseTimeout: () => undefined,
      async query<Row extends pg.QueryResultRow>({ text, values }: Sql) {
        const parts = text.split(' AND left_at IS NULL')
        if (parts.length !== 2) throw new Error(`expected the condition once in ${text}`)
        return (await session.query<Row>(condition === 'on' ? text : parts.join(''), values)).rows
      },
    }
    await session.query('BEGIN')
    const { ended } = await applyTransfer(tx, member, team, null)
    await hold()
    await session.query(ended ? 'COMMIT' : 'ROLLBACK')
    return ended ? 'transferred' : 'had left'
  }

describe('racing servers keep the hierarchy sound with', () => {
  const db = withDatabase()
  const servers = withServers()
  let racing: RaceServers
  beforeAll(async () => {
    racing = await setUp(db, servers)
  })

  test(transfers.name, { timeout: 10_000 + ROUNDS * 500 }, async () => {
    await expectSound(racing, transfers)
  })
})

describe('transfers by the statement of the server', () => {
  const db = withDatabase()

  async function raceTransfers(condition: 'on' | 'off'): Promise<RaceOutcome> {
    const [one, two] = await Promise.all([db.session(), db.session()])
    return race(db, {
      name: `transfers by the statement of the server, its condition ${condition}`,
      rounds: 10,
      round: async () => {
        await clearHierarchy(db.pool)
        const { member, first, second } = await givenTransfer(db)
        return [transferInSql(one, member, first, condition), transferInSql(two, member, second, condition)]
      },
      judge: () => judgeTransfers(db),
    })
  }

  test('leave an agent in one team with the condition that the membership is active', async () => {
    const { violations, results } = await raceTransfers('on')
    expect(violations).toEqual([])
    expect(results).toEqual({ transferred: 10, 'had left': 10 })
  })

  test('cause violations without that condition', async () => {
    await expectViolations(() => raceTransfers('off'), { atMost: 1 })
  })
})
