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

/** An agent that is transferred is in one team. */
async function judgeTransfers({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ teams: number }>(
    'SELECT agent_id, count(*)::int AS teams FROM supervisor_team_members WHERE left_at IS NULL GROUP BY agent_id',
  )
  return rows.length === 1 && rows[0]?.teams === 1 ? [] : [`active members: ${JSON.stringify(rows)}`]
}

/** One membership, and two teams to which it is transferred. */
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
      // holds them all back until they are there
      inTransaction(session, ['SELECT lock_hierarchy(true)']),
    ]
  },
  judge: (_results, { db }) => judgeTransfers(db),
}

/** The server's own statement for a transfer; without its demand that the membership has not left, where that is off. */
const transferInSql =
  (session: pg.Client, member: string, team: string, demand: 'on' | 'off'): Contestant =>
  async (hold) => {
    const tx: Tx = {
      transaction: true,
      async query<Row extends pg.QueryResultRow>({ text, values }: Sql) {
        const parts = text.split(' AND left_at IS NULL')
        if (parts.length !== 2) throw new Error(`the demand is not once in ${text}`)
        return (await session.query<Row>(demand === 'on' ? text : parts.join(''), values)).rows
      },
    }
    await session.query('BEGIN')
    const { ended } = await applyTransfer(tx, member, team, null)
    await hold()
    await session.query(ended ? 'COMMIT' : 'ROLLBACK')
    return ended ? 'transferred' : 'had left'
  }

describe('servers racing leave the hierarchy sound', () => {
  const db = withDatabase()
  const servers = withServers()
  let party: RaceServers
  beforeAll(async () => {
    party = await setUp(db, servers)
  })

  test(transfers.name, { timeout: 10_000 + ROUNDS * 500 }, async () => {
    await expectSound(party, transfers)
  })
})

describe('transfers by their own statement', () => {
  const db = withDatabase()

  async function raceTransfers(demand: 'on' | 'off'): Promise<RaceOutcome> {
    const [one, two] = await Promise.all([db.session(), db.session()])
    return race(db, {
      name: `transfers by the server's statement, its demand ${demand}`,
      rounds: 10,
      round: async () => {
        await clearHierarchy(db.pool)
        const { member, first, second } = await givenTransfer(db)
        return [transferInSql(one, member, first, demand), transferInSql(two, member, second, demand)]
      },
      judge: () => judgeTransfers(db),
    })
  }

  test('leave an agent in one team where they demand that it has not left', async () => {
    const { violations, results } = await raceTransfers('on')
    expect(violations).toEqual([])
    expect(results).toEqual({ transferred: 10, 'had left': 10 })
  })

  test('show violations where they do not', async () => {
    await expectViolations(() => raceTransfers('off'), { atMost: 1 })
  })
})
