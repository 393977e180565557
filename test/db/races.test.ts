import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { clearHierarchy } from '../support/database/clearHierarchy.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { expectViolations, LOCK_OFF } from '../support/database/guardOff.ts'
import {
  type Contestant,
  inTransaction,
  inOneStatement,
  race,
  type RaceOutcome,
  ROUNDS,
} from '../support/database/race.ts'
import { type TestDatabase, withDatabase } from '../support/database/withDatabase.ts'

const CYCLE = '23514 supervisors_no_cycle'
const LIVE_BELOW_TERMINATED = '23514 supervisors_live_below_terminated'
const OF_TERMINATED = '23514 supervisor_team_members_of_terminated'
const NAME_TAKEN = '23505 supervisors_live_name_key'
const DEADLOCK = '40P01'

const MOVE = 'UPDATE supervisors SET parent_id = $2 WHERE id = $1'
const SPAWN = 'INSERT INTO supervisors (name, parent_id) VALUES ($1, $2)'
const TERMINATE_SUBTREE = `
  UPDATE supervisors SET status = 'TERMINATED' FROM (SELECT path AS top FROM supervisors WHERE id = $1) t
  WHERE path >= top AND path < top || 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`

type Round = (db: TestDatabase, sessions: readonly pg.Client[], round: number) => Promise<readonly Contestant[]>
type Statement = [sql: string, values?: unknown[]]

interface Scenario {
  name: string
  round: Round
  /** Possible refusals of the losing contestants. */
  refusals: string[]
  /** SQL that disables the guard of the scenario. Without the guard, the race must cause violations. */
  guardOff: string
}

/** In three of four rounds, the transactions stay open until they overlap. In the fourth, the timing is random. */
const racer = (round: number, session: pg.Client | undefined, ...statements: Statement[]): Contestant => {
  if (!session) throw new Error('the scenario has more contestants than sessions')
  const [only] = statements
  return round % 4 === 3 && statements.length === 1 && only
    ? inOneStatement(session, ...only)
    : inTransaction(session, ...statements)
}

/** Even rounds terminate like the server, which takes the lock first. Odd rounds use only the UPDATE. */
const terminator = (round: number, session: pg.Client | undefined, id: string): Contestant => {
  const terminate: Statement = [TERMINATE_SUBTREE, [id]]
  return round % 2 === 0
    ? racer(round, session, ['SELECT lock_hierarchy(true)'], terminate)
    : racer(round, session, terminate)
}

const givenTeam = async (db: TestDatabase, supervisorId: string, name = 'team'): Promise<string> => {
  const { rows } = await db.pool.query<{ id: string }>(
    'INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, $2) RETURNING id',
    [supervisorId, name],
  )
  return rows[0]?.id ?? ''
}

const givenFormerMember = async (db: TestDatabase, team: string): Promise<Statement> => {
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO supervisor_team_members (team_id, agent_id, left_at)
     VALUES ($1, gen_random_uuid(), timezone('utc', now()) + interval '1 minute') RETURNING id`,
    [team],
  )
  return ['UPDATE supervisor_team_members SET left_at = NULL WHERE id = $1', [rows[0]?.id]]
}

const scenarios: Scenario[] = [
  {
    name: 'two moves that would close a cycle of two',
    refusals: [CYCLE],
    guardOff: LOCK_OFF,
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'a > a1, b > b1')
      return [racer(round, one, [MOVE, [id('a'), id('b1')]]), racer(round, two, [MOVE, [id('b'), id('a1')]])]
    },
  },
  {
    name: 'four moves that would close a cycle of four',
    refusals: [CYCLE],
    guardOff: LOCK_OFF,
    round: async (db, sessions, round) => {
      const id = await givenTree(db.pool, 'a, b, c, d')
      const ring = ['a', 'b', 'c', 'd']
      return ring.map((name, i) => racer(round, sessions[i], [MOVE, [id(name), id(ring[(i + 1) % ring.length] ?? '')]]))
    },
  },
  {
    name: 'a spawn below a supervisor that is being terminated with its subtree',
    refusals: [LIVE_BELOW_TERMINATED],
    guardOff: LOCK_OFF,
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t]')
      return [terminator(round, one, id('p')), racer(round, two, [SPAWN, ['late', id('r')]])]
    },
  },
  {
    name: 'a move below a supervisor that is being terminated with its subtree',
    refusals: [LIVE_BELOW_TERMINATED],
    guardOff: LOCK_OFF,
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t > u]')
      return [terminator(round, one, id('p')), racer(round, two, [MOVE, [id('t'), id('q')]])]
    },
  },
  {
    name: 'members added to a team of a supervisor that is being terminated with its subtree',
    refusals: [OF_TERMINATED],
    guardOff: LOCK_OFF,
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'root > p > q')
      const add: Statement = [
        'INSERT INTO supervisor_team_members (team_id, agent_id) SELECT $1, gen_random_uuid() FROM generate_series(1, 3)',
        [await givenTeam(db, id('q'))],
      ]
      return [terminator(round, one, id('p')), racer(round, two, add)]
    },
  },
  {
    name: 'an ended membership that becomes active again while its supervisor is being terminated',
    // this UPDATE locks its row before the hierarchy, unlike the server, so a deadlock is possible
    refusals: [OF_TERMINATED, DEADLOCK],
    guardOff: LOCK_OFF,
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'root > p')
      const rejoin = await givenFormerMember(db, await givenTeam(db, id('p')))
      return [terminator(round, one, id('p')), racer(round, two, rejoin)]
    },
  },
  {
    name: 'an ended membership that becomes active again while its team moves to a TERMINATED supervisor',
    refusals: [OF_TERMINATED, DEADLOCK],
    guardOff: LOCK_OFF,
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'live, dead:TERMINATED')
      const team = await givenTeam(db, id('live'))
      const rejoin = await givenFormerMember(db, team)
      const move: Statement = ['UPDATE supervisor_teams SET supervisor_id = $2 WHERE id = $1', [team, id('dead')]]
      return [racer(round, one, move), racer(round, two, rejoin)]
    },
  },
  {
    name: 'two spawns of the same name under one parent',
    refusals: [NAME_TAKEN],
    guardOff: 'DROP INDEX supervisors_live_name_key',
    round: async (db, [one, two], round) => {
      const id = await givenTree(db.pool, 'root')
      const spawn: Statement = [SPAWN, ['twin', id('root')]]
      return [racer(round, one, spawn), racer(round, two, spawn)]
    },
  },
]

async function run(db: TestDatabase, name: string, { round }: Scenario, rounds: number): Promise<RaceOutcome> {
  const sessions = await Promise.all([1, 2, 3, 4].map(() => db.session()))
  // without the lock, a statement that walks the tree during a race could meet a cycle and never end
  await Promise.all(sessions.map((session) => session.query(`SET statement_timeout = '2s'`)))
  return race(db, {
    name,
    rounds,
    round: async (i) => {
      await clearHierarchy(db.pool)
      return round(db, sessions, i)
    },
  })
}

describe('racing sessions that bypass the API keep the hierarchy sound with', () => {
  const db = withDatabase()

  for (const scenario of scenarios) {
    test(scenario.name, { timeout: 10_000 + ROUNDS * 500 }, async () => {
      const { violations, waited, results } = await run(db, scenario.name, scenario, ROUNDS)

      expect(violations).toEqual([])
      expect(waited).toBeGreaterThanOrEqual(ROUNDS / 5)
      expect(['ok', ...scenario.refusals]).toEqual(expect.arrayContaining(Object.keys(results)))
      expect(results).toHaveProperty('ok')
    })
  }
})

describe('without its guard, the race causes violations', () => {
  for (const scenario of scenarios) {
    describe('in a separate database with', () => {
      const db = withDatabase()

      test(scenario.name, async () => {
        await db.pool.query(scenario.guardOff)
        await expectViolations(() => run(db, `${scenario.name} (guard off)`, scenario, 10), { atMost: 1 })
      })
    })
  }
})
